/** Columns of a table, typed by its rows: a key that the API does not send does not compile. */
import type { Tone } from './states'

export interface Column<Row> {
  /** A field of the row; shown as `text` says. */
  key: Extract<keyof Row, string>
  title: () => string
  /** What people read, and what the CSV holds. Without it, the value itself. */
  text?: (row: Row) => string
  /** The thing named here (`sku:1`, `member:2`) is shown by its name. */
  subject?: (row: Row) => string | null
  tone?: (row: Row) => Tone
  /** By what a complete list is sorted when its head is pressed. */
  sort?: (row: Row) => number | string
  number?: boolean
  /** Not shown until it is chosen. */
  spare?: boolean
  wide?: boolean
  /** The language of what stands there, where it is not that of the console. */
  lang?: 'zh' | 'en'
}

export const columns = <Row>() => (list: Column<Row>[]): Column<Row>[] => list

export const textOf = <Row>(column: Column<Row>, row: Row): string => {
  if (column.text) return column.text(row)
  const value = row[column.key]
  return value == null ? '' : String(value)
}
