import { words } from '@/lib/words'

export const entering = words(
  {
    sign_in: '登录', sign_up: '注册', title_in: '欢迎回来', title_up: '来种草吧', text_in: '你关心的人和好物，都还在这里。', text_up: '看真实的人怎么用，把喜欢的东西放心带回家。',
    choice: '登录或注册', login: '手机号或邮箱', nickname: '昵称', nickname_hint: '以后随时可以改', password: '密码', password_hint: '8 位以上，用一句你记得住的话最好',
    show: '显示密码', hide: '隐藏密码', enter: '登录', open: '注册并开始', no_account: '还没有账号？', has_account: '已经有账号？',
    consent: '注册即表示你已年满 14 周岁，并同意我们为提供服务处理你写下的内容。个性化推荐可以随时在「设置 · 隐私」里关掉；实名信息只在海关申报时才会向你要。',
    first: '先逛逛，不登录', motto: '一起发现好东西', missing_login: '请填手机号或邮箱', missing_password: '请填密码', short_password: '密码至少 {n} 位', missing_nickname: '给自己起个名字吧', forgot: '忘记密码？', title_forgot: '重设密码', text_forgot: '验证码会发到你登录用的手机或邮箱。', send_code: '发送验证码', code: '验证码', code_hint: '已发往 {login}，{n} 分钟内有效。没有收到？看看写得对不对，或者稍后再发一次。', code_wrong: '验证码是六位数字', send_again: '重新发送', again_in: '{n} 秒后可以重新发送', code_sent: '验证码已发出', sandbox_post: '沙箱里的信在这里看', new_password: '新密码', set_password: '设好并登录', other_login: '换一个手机号或邮箱', password_set: '密码已重设，其他设备都退出了', back_to_sign_in: '想起来了，去登录',
  },
  {
    sign_in: 'Sign in', sign_up: 'Sign up', title_in: 'Welcome back', title_up: 'Come and discover', text_in: 'The people and things you care about are still here.', text_up: 'See how real people use things, and bring home what you love without worry.',
    choice: 'Sign in or sign up', login: 'Phone number or e-mail', nickname: 'Nickname', nickname_hint: 'You can change it at any time', password: 'Password', password_hint: '8 characters or more; a sentence you remember is best',
    show: 'Show password', hide: 'Hide password', enter: 'Sign in', open: 'Sign up and start', no_account: 'New here?', has_account: 'Have an account?',
    consent: 'By signing up you confirm that you are 14 or older and agree that we process what you write here to serve you. Personal recommendations can be turned off in Settings, Privacy; your real name is asked for only when customs needs it.',
    first: 'Look around first', motto: 'Discover good things together', missing_login: 'Please enter a phone number or e-mail address', missing_password: 'Please enter a password', short_password: 'Use at least {n} characters', missing_nickname: 'Please choose a name', forgot: 'Forgot your password?', title_forgot: 'Set a new password', text_forgot: 'We send a code to the phone or mailbox that you sign in with.', send_code: 'Send the code', code: 'Code', code_hint: 'Sent to {login}, good for {n} minutes. Nothing came? Check how it is written, or send it again in a while.', code_wrong: 'The code has six digits', send_again: 'Send again', again_in: 'Send again in {n} s', code_sent: 'The code is on its way', sandbox_post: 'Read the sandbox letters', new_password: 'New password', set_password: 'Set it and sign in', other_login: 'Use another phone or e-mail', password_set: 'Your password is set, and all other devices are signed out', back_to_sign_in: 'Back to sign in',
  },
)
