import { parse } from 'yaml'
import { readContract, type ContractAnswer } from './quality-contract.schema.js'

/** A contract has a dozen members; anything longer is another file. */
export const contractBytesMax = 16_384

/** Members that are lists; several words are joined by `+`. */
const lists: ReadonlySet<string> = new Set(['requiredChecks', 'changes', 'providers'])
const usage = 'Write it like minScore=0.8,tries=3,requiredChecks=palette+seam, or name a JSON or YAML file.'

/** `minScore=0.8,tries=3,changes=seed+parameters` as a contract. */
export function readContractWords(words: string): ContractAnswer {
  const members: Record<string, unknown> = {}
  for (const part of words.split(',')) {
    const match = /^\s*([A-Za-z]+)=([^=]+)$/.exec(part)
    if (match === null) return { member: '', message: `"${part.trim()}" is no name=value`, hint: usage }
    const [, name = '', value = ''] = match
    if (Object.hasOwn(members, name)) return { member: name, message: 'is given twice', hint: usage }
    members[name] = lists.has(name) ? value.split('+').map((word) => word.trim()) : numberOr(value.trim())
  }
  return readContract(members)
}

/** The content of a JSON or YAML file as a contract. */
export function readContractFile(text: string): ContractAnswer {
  try {
    // Aliases are not needed, and could make a few lines grow without end.
    return readContract(parse(text, { maxAliasCount: 0 }))
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return { member: '', message: `is neither JSON nor YAML: ${message}`, hint: usage }
  }
}

function numberOr(text: string): number | string {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
}
