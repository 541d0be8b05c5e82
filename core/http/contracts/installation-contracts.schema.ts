import { z } from 'zod'
import type { HealthView, LoginLink, ReadinessView } from '../http-api.js'
import { count, isoTime } from './pieces.schema.js'
import { routeContract } from './route-contract.js'

export const readHealth = routeContract({
  operationId: 'readHealth',
  method: 'get',
  path: '/healthz',
  base: 'root',
  tag: 'Installation',
  summary: 'Whether the process answers',
  scope: 'public',
  role: 'viewer',
  answers: {
    200: z.strictObject({ status: z.literal('ok'), version: z.string() }) satisfies z.ZodType<HealthView>,
  },
})

const readiness = z.strictObject({
  status: z.enum(['ready', 'not ready']),
  checks: z.array(
    z.strictObject({
      name: z.enum(['postgres', 'temporal', 'objects']),
      ok: z.boolean(),
      message: z.string(),
    }),
  ),
  outbox: z.strictObject({ open: count, oldestMs: z.number() }).nullable(),
}) satisfies z.ZodType<ReadinessView>

export const readReadiness = routeContract({
  operationId: 'readReadiness',
  method: 'get',
  path: '/readyz',
  base: 'root',
  tag: 'Installation',
  summary: 'Whether everything that work needs answers; 503 says what does not',
  scope: 'public',
  role: 'viewer',
  answers: { 200: readiness, 503: readiness },
})

export const readMetrics = routeContract({
  operationId: 'readMetrics',
  method: 'get',
  path: '/metrics',
  base: 'root',
  tag: 'Installation',
  summary: 'Figures for Prometheus',
  scope: 'public',
  role: 'viewer',
  answers: { 200: { mediaTypes: ['text/plain'], about: 'Prometheus text' } },
})

export const createLoginLink = routeContract({
  operationId: 'createLoginLink',
  method: 'post',
  path: '/login-links',
  tag: 'Sign-in',
  summary: 'Makes a link that signs a browser in once',
  description: "Only with the installation's own token.",
  scope: 'installation',
  role: 'owner',
  answers: {
    201: z.strictObject({ url: z.string(), expiresAt: isoTime }) satisfies z.ZodType<LoginLink>,
  },
})
