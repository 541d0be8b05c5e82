import { z } from 'zod'
import { routeContract } from './route-contract.js'

export const readOpenApi = routeContract({
  operationId: 'readOpenApi',
  method: 'get',
  path: '/openapi.json',
  tag: 'Interface',
  summary: 'This document',
  scope: 'public',
  role: 'viewer',
  answers: { 200: z.looseObject({ openapi: z.literal('3.1.0') }) },
})

export const readReference = routeContract({
  operationId: 'readReference',
  method: 'get',
  path: '/reference',
  tag: 'Interface',
  summary: 'The reference of the interface as a page',
  scope: 'public',
  role: 'viewer',
  answers: { 200: { mediaTypes: ['text/html'], about: 'The page' } },
})

export const readReferenceStyle = routeContract({
  operationId: 'readReferenceStyle',
  method: 'get',
  path: '/reference.css',
  tag: 'Interface',
  summary: 'The look of the reference',
  scope: 'public',
  role: 'viewer',
  answers: { 200: { mediaTypes: ['text/css'], about: 'The style sheet' } },
})
