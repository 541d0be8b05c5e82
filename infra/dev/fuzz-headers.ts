import { allContracts } from '../../core/http/contracts/all-contracts.schema.js'
import { headersOf } from '../../core/http/contracts/request-headers.schema.js'

/** Values that are good for something: what is made up fits nothing, and is passed over or refused. */
const usefulValues: Readonly<Record<string, readonly string[]>> = {
  'If-Match': ['*', '"1"'],
  'If-None-Match': ['*'],
  Range: ['bytes=0-9', 'bytes=7-', 'bytes=-3', 'bytes=0-1,4-5', 'bytes=999999999-'],
}

/** What schemathesis takes for an answer to a request that fits the document, without a header that makes it conditional. */
const acceptedStatuses = ['2xx', '3xx', '401', '403', '404', '409', '429', '5xx']

/** Those that say of what stands now whether a header fits it, which no schema of the header can. */
const conditionalStatuses: readonly number[] = [412, 416]

/** The part of schemathesis.toml that is about headers, without [parameters], whose lines are `parameters`. */
export function composeHeaderSettings(): { dictionaries: string; parameters: string[]; operations: string } {
  const values = Object.entries(usefulValues)
  const operations = conditionalStatuses.map((status) =>
    [
      '[[operations]]',
      `include-operation-id = ${JSON.stringify(operationsRefusing(status))}`,
      `checks.positive_data_acceptance.expected-statuses = ${JSON.stringify([...acceptedStatuses, String(status)])}\n`,
    ].join('\n'),
  )
  return {
    dictionaries: values
      .map(([name, known]) => `[dictionaries.${name}]\nvalues = ${JSON.stringify(known)}\n`)
      .join('\n'),
    parameters: values.map(([name]) => `"header.${name}" = { dictionary = "${name}", probability = 0.3 }`),
    operations: operations.join('\n'),
  }
}

/** Operations whose document tells that they refuse a header with this status. */
export function operationsRefusing(status: number): string[] {
  return allContracts
    .filter((contract) => Object.values(headersOf(contract)).some(({ refusals = {} }) => status in refusals))
    .map(({ operationId }) => operationId)
}

/**
 * The hooks of schemathesis. An Idempotency-Key that is used for another request is a 422, which no schema of the key can
 * tell: a well-formed key goes out as it was made up the first time, and for other requests another one does.
 */
export const fuzzHooks = `import re

import schemathesis

requests_by_key = {}


@schemathesis.hook
def before_call(context, case, kwargs):
    key = (case.headers or {}).get("Idempotency-Key")
    if not isinstance(key, str) or not re.fullmatch("[!-~]{1,200}", key):
        return
    request = (case.method, case.formatted_path, repr(case.body))
    if requests_by_key.setdefault(key, request) != request:
        key = f"fuzz-{len(requests_by_key)}"
        requests_by_key[key] = request
        case.headers["Idempotency-Key"] = key
`
