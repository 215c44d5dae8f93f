import { words } from '@/lib/words'

export const settingsWords = words(
  {
    title: '设置', profile: '资料', profile_text: '头像、昵称、肤质、兴趣', addresses: '收货地址', real_name: '实名信息', real_name_text: '海关申报时用，全程打码', security: '账号与安全', security_text: '密码、登录过的设备', portrait: '我的画像', portrait_text: '我们猜你喜欢什么，可以改', privacy: '隐私', privacy_text: '个性化推荐、屏蔽名单', display: '语言与外观', offline: '存储与离线', leave: '退出登录', leave_sure: '退出这台设备？', leave_text: '没发布的草稿会留在这台设备上，只有你再登录时才看得到。',
    avatar: '头像', change_avatar: '换头像', avatar_done: '头像换好了', uploading: '上传中 {n}%', nickname: '昵称', gender: '性别', gender_none: '不说', female: '女', male: '男', other: '其他', birth_year: '出生年份', city: '城市', skin: '肤质', interests: '兴趣', saved: '已保存',
    password: '修改密码', old_password: '现在的密码', new_password: '新密码', password_hint: '8 位以上；改好后其他设备会退出', change: '修改', password_changed: '密码已修改，其他设备已退出', devices: '登录过的设备', this_device: '这台设备', seen: '{at} 用过', sign_out_device: '退出', sign_out_others: '退出其他所有设备', others_out: '其他设备都退出了', unknown_device: '未知设备', device_on: '{browser} · {system}',
    personal: '个性化推荐', personal_text: '根据你的兴趣、点赞和购买来排「发现」。关掉后，大家看到的都一样。', blocked: '屏蔽的人', blocked_none: '没有屏蔽任何人', unblock: '取消屏蔽', unblocked: '已取消屏蔽',
    language: '语言', theme: '外观', system: '跟随系统', light: '浅色', dark: '深色',
    storage: '这台设备上的数据', used: '已用 {size}', kept_text: '看过的图片和最近的内容会存下来，没有网络时也能看。订单、实名和结算信息从不存下。', clear: '清除缓存', cleared: '缓存已清除', clear_text: '草稿不受影响。', unknown_size: '浏览器没有告诉我们用了多少',
  },
  {
    title: 'Settings', profile: 'Profile', profile_text: 'Picture, nickname, skin, interests', addresses: 'Addresses', real_name: 'Real name', real_name_text: 'For customs, always masked', security: 'Account and security', security_text: 'Password, devices', portrait: 'Your portrait', portrait_text: 'What we think you like; correct it', privacy: 'Privacy', privacy_text: 'Personal recommendations, blocked people', display: 'Language and look', offline: 'Storage and offline', leave: 'Sign out', leave_sure: 'Sign out on this device?', leave_text: 'Unpublished drafts stay on this device, and only you see them when you are back.',
    avatar: 'Picture', change_avatar: 'Change picture', avatar_done: 'Your picture is changed', uploading: '{n}% uploaded', nickname: 'Nickname', gender: 'Gender', gender_none: 'Not said', female: 'Female', male: 'Male', other: 'Other', birth_year: 'Year of birth', city: 'City', skin: 'Skin', interests: 'Interests', saved: 'Saved',
    password: 'Change password', old_password: 'Password so far', new_password: 'New password', password_hint: '8 characters or more; other devices are signed out', change: 'Change', password_changed: 'The password is changed; other devices are signed out', devices: 'Devices', this_device: 'This device', seen: 'Used {at}', sign_out_device: 'Sign out', sign_out_others: 'Sign out everywhere else', others_out: 'All other devices are signed out', unknown_device: 'Unknown device', device_on: '{browser} on {system}',
    personal: 'Personal recommendations', personal_text: 'Discover is ordered by your interests, likes and purchases. Without it you see what everybody sees.', blocked: 'Blocked people', blocked_none: 'Nobody is blocked', unblock: 'Unblock', unblocked: 'Unblocked',
    language: 'Language', theme: 'Look', system: 'As the system', light: 'Light', dark: 'Dark',
    storage: 'On this device', used: '{size} used', kept_text: 'Pictures and pages you saw are kept and can be read without a network. Orders, real names and checkout never are.', clear: 'Clear the cache', cleared: 'The cache is empty', clear_text: 'Drafts are not touched.', unknown_size: 'The browser does not tell how much is used',
  },
)
