import { words } from '@/lib/words'

/** The list of live shows for staff. */
export const shows = words(
  {
    hint: '正在播的、要播的和播过的，新的在前', title: '标题', host: '主播', state: '状态', watching: '在看', came: '看过', hearts: '喜欢', goods: '好物', starts_at: '预告', started_at: '开播', ended_at: '结束', reason: '中止原因', replay: '有回放', yes: '有', no: '没有',
    all: '全部', on_air: '直播中', announced: '预告', ended: '已结束', stopped: '已中止', cancelled: '已取消', stop: '中止直播', stopped_n: '已中止 {n} 场', will_stop_air: '画面立刻断开，观众看到已中止', will_stop_soon: '不能再开播', will_stop_replay: '回放不再能看', why: '原因', why_hint: '主播会看到这句话', open_room: '看直播间', warning: '中止后不能恢复，操作会记入审计。',
  },
  {
    hint: 'On air, announced and over; the latest first', title: 'Title', host: 'Host', state: 'State', watching: 'Watching', came: 'Came', hearts: 'Love', goods: 'Goods', starts_at: 'Announced for', started_at: 'Began', ended_at: 'Ended', reason: 'Why it was stopped', replay: 'Replay', yes: 'yes', no: 'no',
    all: 'All', on_air: 'On air', announced: 'Announced', ended: 'Ended', stopped: 'Stopped', cancelled: 'Cancelled', stop: 'Stop the show', stopped_n: 'Stopped {n} show|Stopped {n} shows', will_stop_air: 'Goes off air at once; viewers are told', will_stop_soon: 'Can no longer begin', will_stop_replay: 'Can no longer be watched', why: 'Reason', why_hint: 'The host reads this', open_room: 'See the room', warning: 'This cannot be undone and is written to the audit log.',
  },
)
