import type { IntakeNote, IntakeProblem } from '../intake/intake-report.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { limits } from '../spec/spec-limits.js'
import type { Position, SpecReport } from './open-report.js'
import { quote } from './open-report.js'

const problemsMax = 1000
const notesMax = 2000
const sameNotesMax = 20

/** Collects the specs of many files, so that no two have one key or one file in the game. */
export class SpecShelf {
  readonly #specs: AssetSpec[] = []
  readonly #byKey = new Map<string, AssetSpec>()
  readonly #byPath = new Map<string, AssetSpec>()
  readonly #problems = new Map<string, IntakeProblem>()
  readonly #notes = new Map<string, IntakeNote>()
  #leftOut = 0

  /** A spec that a person gave an id: another one with its key, or its path, is refused at `position`. */
  add(spec: AssetSpec, id: string, position: Position): void {
    const { file } = spec.source
    const first = this.#byKey.get(spec.key)
    if (first !== undefined) {
      const same = `${quote(id)} gives the key ${spec.key}, which ${placeOf(first)} has too`
      return this.refuse({
        file,
        ...position,
        message: same,
        hint: 'Give one of the two another id or file name.',
      })
    }
    const path = spec.integration?.manifestPath
    const holder = path === undefined ? undefined : this.#byPath.get(path.toLowerCase())
    if (holder !== undefined) {
      const message = `the file ${quote(path)} is that of ${placeOf(holder)} too`
      const hint =
        'Give one of the two another path; in a naming_pattern {{variant_letter}} tells instances apart.'
      return this.refuse({ file, ...position, message, hint })
    }
    this.#keep(spec)
  }

  /** A spec whose key was made from words: where it is taken it gets a number, and a note says so. */
  addWithNumber(spec: AssetSpec): void {
    const first = this.#byKey.get(spec.key)
    if (first === undefined) return this.#keep(spec)
    let number = 2
    while (this.#byKey.has(`${spec.key}-${number}`)) number++
    const key = `${spec.key}-${number}`
    const { file, line } = spec.source
    this.note({ file, line, message: `the key ${spec.key} is that of ${placeOf(first)}: this one is ${key}` })
    this.#keep({ ...spec, key })
  }

  refuse(problem: IntakeProblem): void {
    this.#problems.set(JSON.stringify(problem), problem)
  }

  note(note: IntakeNote): void {
    this.#notes.set(JSON.stringify(note), note)
  }

  /** What was said of one spec; instances of one template say the same again, which is kept once. */
  take(report: SpecReport): void {
    for (const problem of report.problems) this.refuse(problem)
    for (const note of report.notes) this.note(note)
  }

  /** Everything, by file, then line; what is beyond the limits is counted in a last problem or note. */
  result(): { specs: AssetSpec[]; problems: IntakeProblem[]; notes: IntakeNote[] } {
    const problems = [...this.#problems.values()].sort(byPlace)
    const notes = foldNotes([...this.#notes.values()].sort(byPlace))
    const specs = this.#specs.toSorted((a, b) => byPlace(a.source, b.source))
    const [last] = specs.slice(-1)
    if (this.#leftOut > 0)
      problems.unshift({
        file: last?.source.file ?? '',
        line: last?.source.line ?? 1,
        message: `there are ${this.#leftOut} more than the limit of ${limits.specsPerWishlistMax} assets`,
        hint: 'Submit them as several lists.',
      })
    const tooMany = problems[problemsMax]
    const more = notes[notesMax]
    return {
      specs,
      problems:
        tooMany === undefined
          ? problems
          : [
              ...problems.slice(0, problemsMax),
              {
                file: tooMany.file,
                line: tooMany.line,
                message: `${problems.length - problemsMax} more problems are not listed`,
                hint: `Mend the ${problemsMax} above first.`,
              },
            ],
      notes:
        more === undefined
          ? notes
          : [
              ...notes.slice(0, notesMax),
              {
                file: more.file,
                line: more.line,
                message: `${notes.length - notesMax} more notes are not listed`,
              },
            ],
    }
  }

  #keep(spec: AssetSpec): void {
    if (this.#specs.length >= limits.specsPerWishlistMax) {
      this.#leftOut++
      return
    }
    this.#specs.push(spec)
    this.#byKey.set(spec.key, spec)
    const path = spec.integration?.manifestPath
    if (path !== undefined) this.#byPath.set(path.toLowerCase(), spec)
  }
}

/** Of one default in hundreds of files the first places are told, and how many more there are. */
function foldNotes(notes: readonly IntakeNote[]): IntakeNote[] {
  const counts = new Map<string, number>()
  for (const { message } of notes) counts.set(message, (counts.get(message) ?? 0) + 1)
  const seen = new Map<string, number>()
  return notes.flatMap((note) => {
    const nth = (seen.get(note.message) ?? 0) + 1
    seen.set(note.message, nth)
    const all = counts.get(note.message) ?? nth
    if (nth < sameNotesMax || all === sameNotesMax) return [note]
    if (nth > sameNotesMax) return []
    return [{ ...note, message: `${note.message} (and in ${all - nth} more places)` }]
  })
}

function placeOf({ source }: AssetSpec): string {
  return `${source.file}, line ${source.line}`
}

interface Placed {
  readonly file: string
  readonly line: number
  readonly column?: number
}

function byPlace(a: Placed, b: Placed): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.line - b.line || (a.column ?? 0) - (b.column ?? 0)
}
