import { defineSearchAttributeKey } from '@temporalio/common'

export const projectIdKey = defineSearchAttributeKey('ProjectId', 'KEYWORD')
export const runIdKey = defineSearchAttributeKey('ProductionRunId', 'KEYWORD')
export const specKeyKey = defineSearchAttributeKey('SpecKey', 'KEYWORD')
export const specStageKey = defineSearchAttributeKey('SpecStage', 'KEYWORD')
export const roundNoKey = defineSearchAttributeKey('RoundNo', 'INT')
export const reviewStateKey = defineSearchAttributeKey('ReviewState', 'KEYWORD')
export const reviewDueAtKey = defineSearchAttributeKey('ReviewDueAt', 'DATETIME')
