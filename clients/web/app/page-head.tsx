import type { ComponentChildren } from 'preact'
import { AccountMenu } from '../account/account-menu.js'
import { KeyButton } from '../base/key-button.js'
import { gpuHash } from '../read-route.js'
import { openCommands } from './command-state.js'
import { PageKeys } from './page-keys.js'

export interface Crumb {
  readonly text: string
  readonly href: string
}

export interface PageHeadProps {
  /** The heading of the page; without one it is home. */
  readonly title?: string
  readonly titleHint?: string
  /** Pages between home and this one. */
  readonly between?: readonly Crumb[]
  /** Beside the heading: how the connection is. */
  readonly mark?: ComponentChildren
  readonly actions?: ComponentChildren
  /** Lines below. */
  readonly children?: ComponentChildren
}

/** Where one is, what can be done here, and what can be done everywhere. */
export function PageHead(props: PageHeadProps) {
  return (
    <header class="head">
      <PageKeys />
      <div class="head-line">
        {props.title === undefined ? (
          <h1>Assetloom</h1>
        ) : (
          <Crumbs title={props.title} hint={props.titleHint} between={props.between ?? []} />
        )}
        {props.mark}
        <span class="spacer" />
        {props.actions}
        {props.title === undefined ? (
          <a class="button quiet gpu-link" href={gpuHash}>
            GPUs
          </a>
        ) : null}
        <KeyButton kind="quiet" keyLabel="Ctrl K" onPress={() => openCommands('find')} class="find-button">
          Find
        </KeyButton>
        <AccountMenu />
      </div>
      {props.children}
    </header>
  )
}

function Crumbs(props: {
  readonly title: string
  readonly hint: string | undefined
  readonly between: readonly Crumb[]
}) {
  const { title, hint, between } = props
  return (
    <nav class="crumbs" aria-label="Where you are">
      {[{ text: 'Assetloom', href: '#/' }, ...between].flatMap(({ text, href }) => [
        <a key={href} href={href}>
          {text}
        </a>,
        <span key={`${href} arrow`} class="dim" aria-hidden="true">
          ▸
        </span>,
      ])}
      <h1 {...(hint === undefined ? {} : { title: hint })}>{title}</h1>
    </nav>
  )
}
