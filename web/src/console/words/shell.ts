import { words } from '@/lib/words'

/** Words of the frame: navigation, tables, drawers, dialogs. */
export const shell = words(
  {
    console: '种草运营台', nav: '运营台栏目', skip: '跳到正文', open_app: '打开种草', sign_out: '退出', theme: '切换深浅色', language: 'English', collapse: '收起导航', menu: '菜单',
    palette: '去哪里，找什么', go_to: '前往', palette_hint: '页面、单号、会员、商品', palette_screen: '页面', palette_find: '查找', palette_none: '没有这样的页面', find_order: '按订单号找“{q}”', find_parcel: '按运单号找“{q}”', find_member: '按昵称找会员“{q}”', find_product: '按名称找商品“{q}”',
    help: '键盘', help_go: '再按一个字母，跳到页面', help_search: '查找', help_move: '下一行，上一行', help_open: '打开这一行', help_select: '选中这一行', help_approve: '通过', help_return: '退回', help_palette: '去任何页面', help_help: '看这张表', help_close: '关闭抽屉',
    columns: '列', density: '疏密', comfortable: '宽松', compact: '紧凑', export: '导出 CSV', export_cut: '只导出了前 {n} 行，请先缩小范围', refresh: '刷新', search: '查找', search_loaded: '在已载入的行里找', filters: '筛选', add_filter: '添加筛选', clear: '清除', remove_filter: '去掉筛选：{name}', yes: '是', save_view: '存为视图', view_name: '视图名称', forget_view: '删除视图“{name}”', views: '视图', count_of: '{n} 项', loaded: '已载入 {n} 行', more: '继续载入', all_loaded: '共 {n} 行', sort_needs_all: '载入全部之后才能排序', sort_by: '按{name}排序',
    select_row: '选中 {name}', select_all: '选中全部', selected: '已选 {n} 项', unselect: '取消选择', actions: '操作',
    empty: '这里没有内容', empty_filtered: '没有符合条件的内容', empty_hint: '换一个视图或去掉筛选试试。', forbidden: '你的角色看不到这一页', forbidden_hint: '请管理员为你添加角色：{roles}', lost: '没有这一页', home: '回到概览',
    details: '详情', close: '关闭', next: '下一条', previous: '上一条', not_in_view: '它不在这个视图里', not_in_view_hint: '可能已经处理完了，或被筛选挡住了。', history: '经过', no_history: '还没有人动过它', number_in_chain: '审计第 {n} 号', not_sealed: '等待封链', changes: '改动', before: '原来', after: '后来', by: '{name}',
    unsaved: '有改动未保存', save: '保存', discard: '放弃', saved: '已保存', cancel: '取消', confirm: '确认', done: '完成', ok: '好', yes_do: '确定',
    needed: '必填', about_fields: '{fields}：{title}', and: '、', decimals: '{currency} 金额最多写 {n} 位小数', what_happens: '将会发生', results: '结果', result_good: '{n} 项成功', result_bad: '{n} 项没有做成', try_again: '重试没做成的 {n} 项', choose: '请选择', undo: '撤销',
    as_table: '看表格', as_chart: '看图', chart_csv: '导出这张图的数据', scan: '扫码或输入', scan_hint: '对准输入框扫码，或输入后按回车', copied: '已复制', copy: '复制 {text}', today: '今天', back: '返回', none: '无', required_roles: '{roles}', compare: '较前一期',
    offline_bar: '现在没有网络，看到的是断网前的内容；恢复以后再操作。', signing_in: '请登录运营台', login: '邮箱或手机号', password: '密码', sign_in: '登录', not_staff: '这个账号没有员工角色', not_staff_hint: '用员工账号登录，或请管理员给你角色。', other_account: '换一个账号', expired: '登录已过期，请重新登录',
  },
  {
    console: 'Zhongcao console', nav: 'Console sections', skip: 'Skip to content', open_app: 'Open the app', sign_out: 'Sign out', theme: 'Light or dark', language: '中文', collapse: 'Fold navigation', menu: 'Menu',
    palette: 'Go to or find', go_to: 'Go to', palette_hint: 'Screen, number, member, product', palette_screen: 'Screens', palette_find: 'Find', palette_none: 'No such screen', find_order: 'Find order "{q}"', find_parcel: 'Find waybill "{q}"', find_member: 'Find member "{q}"', find_product: 'Find product "{q}"',
    help: 'Keyboard', help_go: 'then a letter: go to a screen', help_search: 'Search', help_move: 'Next and previous row', help_open: 'Open the row', help_select: 'Select the row', help_approve: 'Approve', help_return: 'Return', help_palette: 'Go anywhere', help_help: 'This list', help_close: 'Close the drawer',
    columns: 'Columns', density: 'Density', comfortable: 'Roomy', compact: 'Compact', export: 'Export CSV', export_cut: 'Only the first {n} rows were exported; narrow the view first', refresh: 'Refresh', search: 'Search', search_loaded: 'Find in loaded rows', filters: 'Filters', add_filter: 'Add filter', clear: 'Clear', remove_filter: 'Remove filter: {name}', yes: 'Yes', save_view: 'Save view', view_name: 'Name of the view', forget_view: 'Delete view "{name}"', views: 'Views', count_of: '{n} item|{n} items', loaded: '{n} row loaded|{n} rows loaded', more: 'Load more', all_loaded: '{n} row in all|{n} rows in all', sort_needs_all: 'Can be sorted once everything is loaded', sort_by: 'Sort by {name}',
    select_row: 'Select {name}', select_all: 'Select all', selected: '{n} selected', unselect: 'Clear selection', actions: 'Actions',
    empty: 'Nothing here', empty_filtered: 'Nothing fits', empty_hint: 'Try another view or remove a filter.', forbidden: 'Your roles do not open this screen', forbidden_hint: 'Ask an administrator for the role {roles}.', lost: 'No such screen', home: 'Go to the overview',
    details: 'Details', close: 'Close', next: 'Next', previous: 'Previous', not_in_view: 'It is not in this view', not_in_view_hint: 'It may be done already, or a filter hides it.', history: 'History', no_history: 'Nobody has touched it yet', number_in_chain: 'Audit no. {n}', not_sealed: 'waiting for its link', changes: 'Changes', before: 'before', after: 'after', by: '{name}',
    unsaved: 'Unsaved changes', save: 'Save', discard: 'Discard', saved: 'Saved', cancel: 'Cancel', confirm: 'Confirm', done: 'Done', ok: 'OK', yes_do: 'Go ahead',
    needed: 'needed', about_fields: '{fields}: {title}', and: ', ', decimals: '{currency} amounts have at most {n} decimals', what_happens: 'What will happen', results: 'Results', result_good: '{n} done', result_bad: '{n} not done', try_again: 'Try the {n} again', choose: 'Choose', undo: 'Undo',
    as_table: 'As a table', as_chart: 'As a chart', chart_csv: 'Export the data of this chart', scan: 'Scan or type', scan_hint: 'Scan into the field, or type and press Enter', copied: 'Copied', copy: 'Copy {text}', today: 'Today', back: 'Back', none: 'none', required_roles: '{roles}', compare: 'against the period before',
    offline_bar: 'You are offline; this is how things stood before. Go on once the network is back.', signing_in: 'Sign in to the console', login: 'E-mail or phone', password: 'Password', sign_in: 'Sign in', not_staff: 'This account has no staff role', not_staff_hint: 'Sign in with a staff account, or ask an administrator for a role.', other_account: 'Use another account', expired: 'Your session has ended; sign in again',
  },
)
