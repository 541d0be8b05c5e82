import { useMutation, useQuery } from '@tanstack/preact-query'
import { useState } from 'preact/hooks'
import type { ProposalList, ProposalView, SpecEditsAccepted } from '../../../core/http/spec-edits-api.js'
import { useApp } from '../app/app-context.js'

export interface Proposals {
  readonly list: ProposalList | undefined
  readonly open: readonly ProposalView[]
  readonly chosen: ReadonlySet<string>
  readonly choose: (keys: ReadonlySet<string>) => void
  readonly send: (verb: 'accept' | 'decline', keys: readonly string[]) => void
  readonly isBusy: boolean
  readonly failure: unknown
  readonly retry: () => void
}

interface Sent {
  readonly verb: 'accept' | 'decline'
  readonly keys: readonly string[]
}

/** What a language model proposes for the list of a run, and what people do with it. */
export function useProposals(
  runId: string,
  onAccepted: (accepted: SpecEditsAccepted, count: number) => void,
): Proposals {
  const { client, queries } = useApp()
  const queryKey = ['run', runId, 'proposals']
  const { data, error, refetch } = useQuery({ queryKey, queryFn: () => client.listProposals(runId) })
  const [wished, choose] = useState<ReadonlySet<string>>(new Set())
  const decide = useMutation({
    mutationFn: async ({ verb, keys }: Sent) => {
      const body = { keys, ...(data === undefined ? {} : { expectedRevision: data.revision }) }
      if (verb === 'decline') return { declined: await client.declineProposals(runId, body) }
      return { accepted: await client.acceptProposals(runId, body) }
    },
    onSuccess: (answer, { keys }) => {
      choose(new Set())
      if ('declined' in answer) queries.setQueryData(queryKey, answer.declined)
      else {
        void refetch()
        onAccepted(answer.accepted, keys.length)
      }
    },
  })
  const open = data?.proposals.filter(({ state }) => state === 'open') ?? []
  return {
    ...{ list: data, open, choose },
    // Somebody else may have decided some of them.
    chosen: new Set(open.map(({ key }) => key).filter((key) => wished.has(key))),
    send: (verb, keys) => {
      if (!decide.isPending && keys.length > 0) decide.mutate({ verb, keys })
    },
    isBusy: decide.isPending,
    failure: decide.error ?? error,
    retry: () => {
      decide.reset()
      void refetch()
    },
  }
}

/** Keys of open proposals that answer a sentence. */
export function proposalsAt(open: readonly ProposalView[], line: number, lastLine: number): string[] {
  return open.filter(({ lines }) => lines.some((one) => one >= line && one <= lastLine)).map(({ key }) => key)
}
