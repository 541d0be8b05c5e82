import { AsyncLocalStorage } from 'node:async_hooks'
import type { LogFields, LogScope } from '../../core/log.js'

interface Scope {
  readonly outer: Scope | undefined
  readonly fields: Record<string, unknown>
}

const storage = new AsyncLocalStorage<Scope>()

/** The fields of this process's scopes: they follow every await, timer and callback that begins inside. */
export const logScope: LogScope = {
  run: (fields, work) => storage.run({ outer: storage.getStore(), fields }, work),
  add: (fields) => void Object.assign(storage.getStore()?.fields ?? {}, fields),
}

/** The fields of all scopes around the caller, the inner ones above the outer. */
export function currentLogFields(): LogFields {
  const scopes: Record<string, unknown>[] = []
  for (let scope = storage.getStore(); scope; scope = scope.outer) scopes.unshift(scope.fields)
  return Object.assign({}, ...scopes) as LogFields
}
