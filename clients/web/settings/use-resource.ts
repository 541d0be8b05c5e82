import { useMutation, useQuery } from '@tanstack/preact-query'
import { ApiError } from '../../http/api-error.js'
import { useApp } from '../app/app-context.js'
import { readJson, sendJson } from '../app/send-json.js'
import { showToast } from '../base/toast.js'

export interface Resource<Answer> {
  readonly data: Answer | undefined
  /** Null while all is well. */
  readonly failure: unknown
  /** The server has no such path: it is older than the page. */
  readonly isAbsent: boolean
  readonly retry: () => void
}

/** What stands at a path below /api/v1, kept until something of it is changed. */
export function useResource<Answer>(path: string): Resource<Answer> {
  const { client } = useApp()
  const { data, error, refetch } = useQuery({
    queryKey: ['resource', path],
    queryFn: () => readJson<Answer>(client, path),
  })
  const isAbsent = error instanceof ApiError && error.status === 404
  return { data, failure: isAbsent ? null : error, isAbsent, retry: () => void refetch() }
}

export interface Change {
  readonly method: 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  /** Told when it is done. */
  readonly done: string
  /** What takes it back. */
  readonly undo?: Change
}

/** Sends changes, one after the other, reads again what they touch, and offers to take them back. */
export function useChange(touched: readonly string[]) {
  const { client, queries } = useApp()
  const { mutate, mutateAsync, isPending, error } = useMutation({
    mutationFn: ({ method, path, body }: Change) => sendJson<unknown>(client, method, path, body),
    onSuccess: (_answer, { done, undo }) => {
      for (const path of touched) void queries.invalidateQueries({ queryKey: ['resource', path] })
      showToast({
        title: done,
        ...(undo === undefined ? {} : { action: { label: 'Undo', onPress: () => mutate(undo) } }),
      })
    },
  })
  return { send: (change: Change) => mutate(change), ask: mutateAsync, isPending, failure: error }
}
