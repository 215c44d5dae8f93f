/** A device by its browser's long name, as people call it. */
const BROWSERS: [RegExp, string][] = [[/MicroMessenger/, 'WeChat'], [/Edg\//, 'Edge'], [/Firefox\//, 'Firefox'], [/Chrome\//, 'Chrome'], [/Safari\//, 'Safari'], [/httpx|curl/i, 'API']]
const SYSTEMS: [RegExp, string][] = [[/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Android/, 'Android'], [/Windows/, 'Windows'], [/Mac OS/, 'macOS'], [/Linux|X11/, 'Linux']]
const first = (list: [RegExp, string][], text: string): string => list.find(([sign]) => sign.test(text))?.[1] ?? ''

export const browserOf = (text: string): string => first(BROWSERS, text)
export const systemOf = (text: string): string => first(SYSTEMS, text)
