import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchStack } from './bench-stack.js'
import type { BenchGraph, ExecutionSpan, StandInChild } from './stand-in-child.js'

const variantsPerSpec = 4
const lookMs = 100
const startLimitMs = 120_000

export interface GpuLoad {
  readonly specs: number
  /** Of its project. */
  readonly key: string
  readonly limitMs: number
}

export interface MeasuredLoad {
  /** Of each server. */
  readonly spans: readonly (readonly ExecutionSpan[])[]
  /** As the product posted it, to be posted again by a raw client. */
  readonly graph: BenchGraph
}

export const jobsOf = ({ specs }: Pick<GpuLoad, 'specs'>): number => specs * variantsPerSpec

/**
 * Orders pictures of a whole list and waits for the run: workflows, routes, permits, GPU hosts, store and catalogue take
 * part. Throws when not exactly one execution was made for each job.
 */
export async function driveStack(
  stack: BenchStack,
  servers: readonly StandInChild[],
  load: GpuLoad,
): Promise<MeasuredLoad> {
  await untilHostsWork(stack, servers.length)
  const sinceMs = Date.now()
  const runId = await stack.submit(load.key, listOf(load), {
    ...{ variantsPerSpec, review: 'auto', provider: 'comfyui' },
  })
  const graph = await firstGraph(servers)
  await stack.until(runId, ({ stage }) => stage === 'done', load.limitMs)
  const spans = await Promise.all(servers.map(async (one) => await one.spansSince(sinceMs)))
  requireAll(spans, load)
  return { spans, graph }
}

/** The same graph as often, with other seeds, posted at once by a client that does nothing else. */
export async function submitAll(
  server: StandInChild,
  graph: BenchGraph,
  load: GpuLoad,
): Promise<readonly ExecutionSpan[]> {
  const sinceMs = Date.now()
  for (let at = 0; at < jobsOf(load); at++) await server.post(randomUUID(), withSeed(graph, at + 1))
  const endMs = Date.now() + load.limitMs
  for (;;) {
    const spans = await server.spansSince(sinceMs)
    if (spans.length >= jobsOf(load)) return spans
    if (Date.now() > endMs) throw new Error(`only ${spans.length} prompts ran in ${load.limitMs / 1000} s`)
    await sleep(lookMs)
  }
}

/** Share of the time from the first start to the last end in which nothing was executed, 0 to 1. */
export function idleShareOf(spans: readonly ExecutionSpan[]): number {
  const busyMs = spans.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
  return Math.max(0, 1 - busyMs / makespanMsOf(spans))
}

/** From the first start to the last end. */
export function makespanMsOf(spans: readonly ExecutionSpan[]): number {
  const starts = spans.map(({ startMs }) => startMs)
  return Math.max(...spans.map(({ endMs }) => endMs)) - Math.min(...starts)
}

/** No two specs, nor those of another list, may share what the server has in its cache. */
function listOf({ specs, key }: GpuLoad): string {
  return Array.from({ length: specs }, (_, at) => `prop: ${key} barrel number ${at + 1}, 64x64`).join('\n')
}

/** Their first look at the servers takes some seconds, and a list without a host may wait for it for longer. */
async function untilHostsWork(stack: BenchStack, hosts: number): Promise<void> {
  const endMs = Date.now() + startLimitMs
  for (;;) {
    const { alive } = await stack.ask<{ alive: number }>(
      `SELECT count(*)::int AS alive FROM gpu_hosts WHERE left_at IS NULL AND trouble IS NULL AND version <> 'unknown'`,
      [],
    )
    if (alive >= hosts) return
    if (Date.now() > endMs) throw new Error(`only ${alive} of ${hosts} GPU hosts came to work`)
    await sleep(lookMs)
  }
}

async function firstGraph(servers: readonly StandInChild[]): Promise<BenchGraph> {
  const endMs = Date.now() + startLimitMs
  for (;;) {
    for (const one of servers) {
      const [graph] = await one.graphs()
      if (graph !== undefined) return graph
    }
    if (Date.now() > endMs) throw new Error('no prompt came to the stand-in')
    await sleep(lookMs)
  }
}

function withSeed(graph: BenchGraph, seed: number): BenchGraph {
  return Object.fromEntries(
    Object.entries(graph).map(([id, node]) => {
      const inputs = { ...node.inputs }
      for (const name of ['seed', 'noise_seed']) if (name in inputs) inputs[name] = seed
      if ('filename_prefix' in inputs) inputs['filename_prefix'] = `bench-${seed}`
      return [id, { ...node, inputs }]
    }),
  )
}

function requireAll(spans: readonly (readonly ExecutionSpan[])[], load: GpuLoad): void {
  const executed = spans.reduce((sum, own) => sum + own.length, 0)
  if (executed !== jobsOf(load))
    throw new Error(`${jobsOf(load)} jobs were executed ${executed} times: a look at the logs is due`)
}
