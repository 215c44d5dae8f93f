/**
 * Counts as browsers tell compact numbers, without their own formatter: a slow phone takes 150 ms to make one, in the
 * second in which the first page comes alive. The same rule stands in app/webapp/wording.py; a test holds them together.
 */
const STEPS: Record<'zh-CN' | 'en', readonly (readonly [number, string])[]> = {
  'zh-CN': [[1e4, '万'], [1e8, '亿']],
  en: [[1e3, 'K'], [1e6, 'M'], [1e9, 'B']],
}
const tenths = (n: number, size: number): number => Math.floor((n * 10 + size / 2) / size)

export function compact(n: number, language: 'zh-CN' | 'en'): string {
  if (n < 0) return `-${compact(-n, language)}`
  let told: readonly [number, string] | undefined
  for (const step of STEPS[language]) if (told ? tenths(n, told[0]) * told[0] >= step[0] * 10 : n >= step[0]) told = step
  return told ? `${tenths(n, told[0]) / 10}${told[1]}` : String(n)
}
