/** Countries as the API writes them, two letters of ISO 3166, by their names in the chosen language. */
import { language } from '@/lib/words'

/** Every territory that ISO 3166-1 gives two letters. */
const CODES = 'ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW'.match(/../g)!

/** All of them to choose from, in the order of the chosen language. */
export function countries(): { value: string; label: string }[] {
  const order = new Intl.Collator(language.value)
  return CODES.map((value) => ({ value, label: `${country(value)} · ${value}` })).sort((one, other) => order.compare(one.label, other.label))
}

const made = new Map<string, Intl.DisplayNames>()

/** Japan or 日本 for JP; a code that nobody knows stays as it is. */
export function country(code: string): string {
  let names = made.get(language.value)
  if (!names) made.set(language.value, (names = new Intl.DisplayNames(language.value, { type: 'region', fallback: 'code' })))
  return /^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code
}
