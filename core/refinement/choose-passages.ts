import type { DocumentText } from '../documents/document-ports.js'
import type { DesignPassage } from './refinement-input.js'
import { refinementLimits } from './refinement-limits.js'
import { searchWords } from './search-words.js'
import { splitDocument } from './split-document.js'

/** Usual values of the two parameters: how fast a word that is repeated counts less, how much length counts. */
const k1 = 1.2
const b = 0.75

interface Piece extends DesignPassage {
  readonly words: number
}

interface Index {
  /** By name of the document and position within it. */
  readonly pieces: readonly Piece[]
  /** The pieces that have a word, by their place in `pieces`, with how often. */
  readonly postings: ReadonlyMap<string, readonly (readonly [piece: number, count: number])[]>
  readonly meanWords: number
}

interface Candidate {
  readonly piece: number
  /** Among the pieces for one line, from 0. */
  readonly rank: number
  readonly score: number
}

/**
 * The passages of design documents that fit the lines best, best first: every line's first choice comes before any
 * line's second one, so that one line with rare words does not take all the room. Pieces are scored for each line by
 * BM25 (S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, eq. 3.15) with the
 * weight ln(1 + (N - n + 0.5) / (n + 0.5)) of a word that n of N pieces have, which is never negative, as Lucene uses
 * it. A piece has the words of its headings too. What shares no word with any line is not chosen. At most `passagesMax`
 * passages with `passagesCharsMax` UTF-16 units. Pure and deterministic: ties go by the document's name, its hash, then
 * the place in it, whatever order the documents come in.
 */
export function choosePassages(
  documents: readonly DocumentText[],
  lines: readonly string[],
): DesignPassage[] {
  const { openLinesMax, lineCharsMax } = refinementLimits
  const queries = lines
    .slice(0, openLinesMax)
    .map((line) => new Set(searchWords(line.slice(0, lineCharsMax))))
  const wanted = new Set(queries.flatMap((words) => [...words]))
  if (wanted.size === 0) return []
  const index = indexOf(documents, wanted)
  const best = new Map<number, Candidate>()
  for (const candidate of queries.flatMap((words) => rankPieces(index, words))) {
    const known = best.get(candidate.piece)
    if (known === undefined || compare(candidate, known) < 0) best.set(candidate.piece, candidate)
  }
  return takeWithinBounds([...best.values()].sort(compare).flatMap(({ piece }) => index.pieces[piece] ?? []))
}

function compare(one: Candidate, other: Candidate): number {
  return one.rank - other.rank || other.score - one.score || one.piece - other.piece
}

function indexOf(documents: readonly DocumentText[], wanted: ReadonlySet<string>): Index {
  const pieces: Piece[] = []
  const postings = new Map<string, (readonly [number, number])[]>()
  let total = 0
  for (const { name, sha256, text } of [...documents].sort(byName))
    for (const piece of splitDocument(text, refinementLimits.piecesMax - pieces.length)) {
      const words = searchWords(`${piece.heading}\n${piece.text}`)
      for (const [word, count] of countWords(words, wanted)) {
        const found = postings.get(word)
        if (found === undefined) postings.set(word, [[pieces.length, count]])
        else found.push([pieces.length, count])
      }
      pieces.push({ name, sha256, ...piece, words: words.length })
      total += words.length
    }
  return { pieces, postings, meanWords: total / Math.max(1, pieces.length) }
}

function byName(one: DocumentText, other: DocumentText): number {
  if (one.name !== other.name) return one.name < other.name ? -1 : 1
  return one.sha256 < other.sha256 ? -1 : one.sha256 > other.sha256 ? 1 : 0
}

function countWords(words: readonly string[], wanted: ReadonlySet<string>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) if (wanted.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

function rankPieces({ pieces, postings, meanWords }: Index, words: ReadonlySet<string>): Candidate[] {
  const scores = new Map<number, number>()
  for (const word of words) {
    const found = postings.get(word) ?? []
    const weight = Math.log(1 + (pieces.length - found.length + 0.5) / (found.length + 0.5))
    for (const [piece, count] of found) {
      const length = (pieces[piece]?.words ?? 0) / meanWords
      const gain = (weight * count * (k1 + 1)) / (count + k1 * (1 - b + b * length))
      scores.set(piece, (scores.get(piece) ?? 0) + gain)
    }
  }
  return [...scores]
    .sort(([piece, score], [other, otherScore]) => otherScore - score || piece - other)
    .slice(0, refinementLimits.passagesMax)
    .map(([piece, score], rank) => ({ piece, rank, score }))
}

/** One that does not fit any more leaves its room to the next. */
function takeWithinBounds(pieces: readonly Piece[]): DesignPassage[] {
  const taken: DesignPassage[] = []
  let left: number = refinementLimits.passagesCharsMax
  for (const { name, sha256, heading, text } of pieces) {
    if (taken.length >= refinementLimits.passagesMax) break
    const chars = heading.length + text.length
    if (chars > left) continue
    left -= chars
    taken.push({ name, sha256, heading, text })
  }
  return taken
}
