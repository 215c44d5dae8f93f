import { words } from '@/lib/words'

export const general = words(
  {
    app: '种草', messages: '消息', following: '关注', discover: '发现', mall: '商城', me: '我', publish: '发布笔记',
    search: '搜笔记、好物、品牌', close: '关闭', back: '返回', retry: '再试一次', cancel: '取消', save: '保存', unsaved: '写的还没保存，再按一次就关掉', done: '完成', more: '更多', all: '全部',
    remove: '删除', undo: '撤销', loading: '正在加载', further: '没加载出来，点这里继续', end: '到底啦', sign_in: '登录', sign_in_first: '登录后才能这样做',
    offline: '没有网络', offline_hint: '连上网以后再试；看过的内容还在。', offline_bar: '现在没有网络，看到的是上次的内容',
    broken: '出了点问题', number_is: '如需帮助，请告诉客服编号 {id}', lost: '这里什么也没有', lost_hint: '链接可能写错了，或者内容已被删除。', home: '回到发现',
    main: '主要栏目', skip: '跳到正文', new_version: '有新版本', reload: '刷新', unread: '{n} 条未读', not_copied: '没能复制，请长按选中后复制',
  },
  {
    app: 'Zhongcao', messages: 'Messages', following: 'Following', discover: 'Discover', mall: 'Mall', me: 'Me', publish: 'Write a note',
    search: 'Search notes, goods, brands', close: 'Close', back: 'Back', retry: 'Try again', cancel: 'Cancel', save: 'Save', unsaved: 'Not saved yet; press again to close', done: 'Done', more: 'More', all: 'All',
    remove: 'Delete', undo: 'Undo', loading: 'Loading', further: 'Could not load more; tap to try again', end: 'You have reached the end', sign_in: 'Sign in', sign_in_first: 'Sign in to do this',
    offline: 'You are offline', offline_hint: 'Try again once you are online; what you have seen is still here.', offline_bar: 'You are offline; showing what you saw last time',
    broken: 'Something went wrong', number_is: 'If you need help, give customer service this number: {id}', lost: 'There is nothing here', lost_hint: 'The link may be wrong, or this was deleted.', home: 'Go to Discover',
    main: 'Main sections', skip: 'Skip to content', new_version: 'A new version is ready', reload: 'Reload', unread: '{n} unread', not_copied: 'Could not copy; select the text and copy it by hand',
  },
)
