import { namesInPath, type RouteContract } from './route-contract.js'

/** The contracts of one `.schema.ts` file beside this one, by the name of their export. */
export interface ContractModule {
  /** `projects`: of projects-contracts.schema.ts. */
  readonly name: string
  readonly contracts: Readonly<Record<string, RouteContract>>
}

/**
 * The TypeScript of the typed client's list: method and path of every operation by its id, and the contract by which it is
 * typed. Only types are imported, so no schema reaches the page.
 */
export function writeOperations(modules: readonly ContractModule[]): string {
  const entries = modules
    .flatMap(({ name, contracts }) =>
      Object.entries(contracts).map(([exported, contract]) => ({ module: name, exported, contract })),
    )
    .sort((a, b) => (a.contract.operationId < b.contract.operationId ? -1 : 1))
  return [
    '/** Made by `npx tsx infra/dev/write-openapi.ts` from core/http/contracts; a test compares them. */',
    ...modules.map(
      ({ name }) =>
        `import type * as ${camel(name)} from '../../core/http/contracts/${name}-contracts.schema.js'`,
    ),
    '',
    '/** Contracts by the id of their operation. */',
    'export interface Operations {',
    ...entries.map(
      ({ module, exported, contract }) =>
        `  readonly ${contract.operationId}: typeof ${camel(module)}.${exported}`,
    ),
    '}',
    '',
    '/** Method and path; `{name}` stands for a path parameter. */',
    'export const operations = {',
    ...entries.map(
      ({ contract }) => `  ${contract.operationId}: ${JSON.stringify(methodAndPath(contract))},`,
    ),
    '} as const satisfies Record<keyof Operations, readonly [string, string]>',
    '',
  ].join('\n')
}

const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

function methodAndPath(contract: RouteContract): readonly [string, string] {
  const { method, base, path } = contract
  // A wildcard keeps its slashes: the client escapes part by part.
  const names = new Set(namesInPath(path))
  if (names.size !== namesInPath(path).length) throw new Error(`${path} names a parameter twice`)
  return [method.toUpperCase(), `${base === 'root' ? '' : '/api/v1'}${path}`]
}
