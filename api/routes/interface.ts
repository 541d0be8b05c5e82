import type { Router } from 'express'
import { allContracts } from '../../core/http/contracts/all-contracts.schema.js'
import { composeOpenApi } from '../../core/http/contracts/compose-openapi.schema.js'
import {
  readOpenApi,
  readReference,
  readReferenceStyle,
} from '../../core/http/contracts/reference-contracts.schema.js'
import type { ApiContext } from '../api-deps.js'
import { mountOperations, operation } from '../operations.js'
import { referenceStyle, writeReference } from '../write-reference.js'

const dayS = 86_400

/** The interface describes itself: OpenAPI, and a page of it. Made once, when first asked for. */
export function addInterfaceRoutes(router: Router, deps: ApiContext): void {
  let document: ReturnType<typeof composeOpenApi> | undefined
  let page: string | undefined
  const read = () => (document ??= composeOpenApi(allContracts))
  mountOperations(router, deps, [
    operation(readOpenApi, (_input, response) => {
      response.json(read())
    }),
    operation(readReference, (_input, response) => {
      response.type('html').send((page ??= writeReference(read())))
    }),
    operation(readReferenceStyle, (_input, response) => {
      response.set('Cache-Control', `public, max-age=${dayS}`).type('css').send(referenceStyle)
    }),
  ])
}
