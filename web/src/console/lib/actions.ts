/** What can be done with rows, one or many: asked first, shown with what it will do, told with what came of it. */
import type { Field, Given } from './form'

export interface Action<Row> {
  id: string
  label: () => string
  /** `e` approves, `r` returns. */
  key?: 'e' | 'r'
  tone?: 'main' | 'bad'
  /** Whether the API offers it for this row. */
  may?: (row: Row) => boolean
  fields?: (rows: Row[]) => Field[]
  /** What a row is called in the preview, and what will happen to it. */
  name: (row: Row) => string
  effect?: (row: Row, given: Given) => string
  warning?: () => string
  /** `key` stays the same over retries of the same row: the API does it once. */
  run: (row: Row, given: Given, key: string) => Promise<unknown>
  done: (values: { n: number }) => string
  /** Takes it back right after; offered beside the word that it is done. */
  undo?: (row: Row) => Promise<unknown>
}
