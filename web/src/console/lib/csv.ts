/** A table as a file that spreadsheets open: quoted where needed, and never read as a formula. */
/** The wide forms begin a formula too, where a spreadsheet runs in Chinese or Japanese. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/
const PLAIN_NUMBER = /^[+-]?[\d,.]+%?$/

/** One cell (RFC 4180). Text that a spreadsheet would compute gets an apostrophe in front; numbers stay numbers. */
export function cell(value: string): string {
  const safe = FORMULA.test(value) && !PLAIN_NUMBER.test(value) ? `'${value}` : value
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const csv = (rows: readonly (readonly string[])[]): string => rows.map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'

/** Hand the file to the browser; the mark in front tells Excel that it is UTF-8. */
export function download(name: string, rows: readonly (readonly string[])[]): void {
  const address = URL.createObjectURL(new Blob(['\ufeff', csv(rows)], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${name}-${new Date().toISOString().slice(0, 10)}.csv`
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 1000)
}
