/** A value of a node's input. A seed above 2^53 is a bigint, so that no digit of it is lost. */
export type GraphValue =
  string | number | bigint | boolean | null | readonly GraphValue[] | { readonly [name: string]: GraphValue }

/** One node. An input is a literal or a link `[node id, slot]`. */
export interface ComfyNode {
  readonly class_type: string
  readonly inputs: Readonly<Record<string, GraphValue>>
  readonly _meta?: { readonly title?: string }
}

/** A graph in ComfyUI's API format: node id to node. */
export type ComfyGraph = Readonly<Record<string, ComfyNode>>
