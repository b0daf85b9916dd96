/** What happened to one item of the input. */
export interface ImportItem {
  /**
   * `lost`: it is not in the bot file. `changed`: it is there, and does something else in some case.
   * `note`: it is there and does the same; worth to know.
   */
  readonly kind: 'lost' | 'changed' | 'note'
  /** File and place, such as `dm/dm.json#/bot_versions/0/skills/2` or `faq.csv:7`. */
  readonly source: string
  /** JSON pointer into the bot file; null where nothing of it is there. */
  readonly target: string | null
  /** What it was, what became of it, and what to do. */
  readonly message: string
}

/** Collects what happened, in the order of the input. Equal messages of one file are counted, not repeated. */
export class ImportReport {
  readonly items: ImportItem[] = []

  lost (source: string, message: string, target: string | null = null): void {
    this.items.push({ kind: 'lost', source, target, message })
  }

  changed (source: string, message: string, target: string | null = null): void {
    this.items.push({ kind: 'changed', source, target, message })
  }

  note (source: string, message: string, target: string | null = null): void {
    this.items.push({ kind: 'note', source, target, message })
  }
}
