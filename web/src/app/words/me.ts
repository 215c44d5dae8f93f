import { words } from '@/lib/words'

export const meWords = words(
  {
    followees: '关注', fans: '粉丝', got: '获赞与收藏', edit: '编辑资料', settings: '设置', publish: '写笔记',
    orders: '我的订单', all_orders: '全部订单', to_pay: '待付款', clearing: '清关中', to_receive: '待收货', to_review: '待评价', cart: '购物车', addresses: '收货地址', drafts: '草稿箱',
    tabs: '我的内容', notes: '笔记', collects: '收藏', likes: '赞过', albums: '专辑', new_album: '新建专辑', album_name: '专辑名称', album_notes: '{n} 篇', create: '建好了', rename: '改名', remove_album: '删除专辑', remove_album_sure: '删除「{name}」？', remove_album_text: '里面的笔记还会留在收藏里。',
    empty_notes: '还没有笔记', empty_notes_text: '第一篇从一件真的用过的东西写起。', empty_collects: '还没有收藏', empty_collects_text: '看到想买、想学的，点一下星星就收在这里。', empty_likes: '还没有赞过', empty_likes_text: '喜欢就点个赞，方便再找到。', empty_album: '这个专辑还是空的',
    in_review: '审核中', in_review_text: '编辑看过之后就会发布', hidden: '已下架', hidden_text: '只有你能看到', drafts_card: '{n} 篇草稿', go_on: '接着写', note_menu: '这篇笔记', edit_note: '修改文字', delete_note: '删除笔记', delete_sure: '删除「{title}」？', delete_text: '删除后不能恢复，点赞、收藏和评论也会一起消失。', deleted: '已删除', open_note: '打开',
    my_shows: '我的直播', publish_now: '发布', server_drafts: '存在账号里的草稿', joined: '{at} 加入', leaving: '账号将在 {date} 注销，点这里可以反悔',
  },
  {
    followees: 'Following', fans: 'Followers', got: 'Likes and saves', edit: 'Edit profile', settings: 'Settings', publish: 'Write a note',
    orders: 'My orders', all_orders: 'All orders', to_pay: 'To pay', clearing: 'In customs', to_receive: 'On its way', to_review: 'To review', cart: 'Cart', addresses: 'Addresses', drafts: 'Drafts',
    tabs: 'My content', notes: 'Notes', collects: 'Saved', likes: 'Liked', albums: 'Albums', new_album: 'New album', album_name: 'Name of the album', album_notes: '{n} note|{n} notes', create: 'Create', rename: 'Rename', remove_album: 'Delete album', remove_album_sure: 'Delete "{name}"?', remove_album_text: 'The notes in it stay saved.',
    empty_notes: 'No notes yet', empty_notes_text: 'Start with one thing you have really used.', empty_collects: 'Nothing saved yet', empty_collects_text: 'Tap the star on what you want to buy or try, and it is kept here.', empty_likes: 'Nothing liked yet', empty_likes_text: 'Like what you enjoy to find it again.', empty_album: 'This album is empty',
    in_review: 'In review', in_review_text: 'Goes live once an editor has checked it', hidden: 'Taken down', hidden_text: 'Only you see it', drafts_card: '{n} draft|{n} drafts', go_on: 'Continue', note_menu: 'This note', edit_note: 'Edit text', delete_note: 'Delete the note', delete_sure: 'Delete "{title}"?', delete_text: 'This cannot be undone; its likes, saves and comments go with it.', deleted: 'Deleted', open_note: 'Open',
    my_shows: 'My live shows', publish_now: 'Publish', server_drafts: 'Drafts kept in your account', joined: 'Joined {at}', leaving: 'Your account closes on {date}. Tap to change your mind',
  },
)
