/** What a chart shows: one or more rows of numbers over the same names. */
export interface Series { name: string; values: number[]; line?: boolean; dashed?: boolean }
