import { useQuery } from '@tanstack/preact-query'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { useApp } from '../app/app-context.js'
import { PageHead } from '../app/page-head.js'
import { FailureNotice } from '../base/failure-notice.js'
import { Tabs } from '../base/tabs.js'
import { settingsHash, settingsTabs, type SettingsTab } from '../read-route.js'
import { AuditPart } from './audit-part.js'
import { DefaultsPart } from './defaults-part.js'
import { KeysPart } from './keys-part.js'
import { PalettesPart, TagGroupsPart } from './lists-part.js'
import { MembersPart } from './members-part.js'
import { PoliciesPart } from './policies-part.js'
import { WebhooksPart } from './webhooks-part.js'

interface SettingsPart {
  readonly label: string
  readonly Part: ComponentType<{ readonly projectId: string }>
}

const parts: Readonly<Record<SettingsTab, SettingsPart>> = {
  defaults: { label: 'Defaults', Part: DefaultsPart },
  palettes: { label: 'Palettes', Part: PalettesPart },
  tags: { label: 'Tags', Part: TagGroupsPart },
  policies: { label: 'Policies', Part: PoliciesPart },
  members: { label: 'Members', Part: MembersPart },
  keys: { label: 'API keys', Part: KeysPart },
  webhooks: { label: 'Webhooks', Part: WebhooksPart },
  audit: { label: 'Who did what', Part: AuditPart },
}

/** What a project settles for all its lists, and who may do what in it. */
export function SettingsPage({ projectId, tab }: { readonly projectId: string; readonly tab: SettingsTab }) {
  const { client } = useApp()
  const projects = useQuery({ queryKey: ['projects'], queryFn: () => client.listProjects() })
  const project = projects.data?.projects.find((one) => one.projectId === projectId)
  const title = project === undefined ? 'Settings' : `Settings of ${project.key}`
  useEffect(() => {
    document.title = `${title} - Assetloom`
  }, [title])
  const { Part } = parts[tab]
  return (
    <>
      <PageHead title={title} />
      <main class="page-body settings">
        {projects.error === null ? null : <FailureNotice failure={projects.error} />}
        {projects.data !== undefined && project === undefined ? (
          <div class="empty">
            <h2>There is no such project</h2>
            <p>It is not there, or you are no member of it. Ask an owner to invite you.</p>
            <p>
              <a href="#/">All runs</a>
            </p>
          </div>
        ) : (
          <Tabs
            label="Parts of the settings"
            tabs={settingsTabs.map((id) => ({ id, label: parts[id].label }))}
            value={tab}
            onChange={(next) => (location.hash = settingsHash(projectId, next))}
          >
            <Part key={`${projectId} ${tab}`} projectId={projectId} />
          </Tabs>
        )}
      </main>
    </>
  )
}
