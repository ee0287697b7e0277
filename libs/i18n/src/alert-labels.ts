import type { AlertAction, AlertSeverity, AlertStatus } from '@houzhai/contracts';
import type { Language, Text } from './language.ts';

const text = (zh: string, en: string): Text => ({ zh, en });

const STATUS: Readonly<Record<AlertStatus, Text>> = {
  RAISED: text('待签收', 'Raised'),
  ACKNOWLEDGED: text('已签收', 'Acknowledged'),
  ASSIGNED: text('已指派', 'Assigned'),
  RESOLVED: text('已解除', 'Resolved'),
  REVIEWED: text('已复盘', 'Reviewed'),
};
const ACTION: Readonly<Record<AlertAction, Text>> = {
  acknowledge: text('签收', 'Acknowledge'),
  assign: text('指派', 'Assign'),
  resolve: text('解除', 'Resolve'),
  review: text('复盘', 'Review'),
};
const SEVERITY: Readonly<Record<AlertSeverity, Text>> = { WATCH: text('关注', 'Watch'), ALARM: text('警报', 'Alarm') };

/** Past verbs of alert events, as histories show them. */
export const ALERT_PAST: Readonly<Record<string, Text>> = {
  'alert.raised': text('发出警报', 'raised'),
  'alert.acknowledged': text('签收', 'acknowledged'),
  'alert.assigned': text('指派', 'assigned'),
  'alert.escalated': text('逾时无人签收', 'nobody acknowledged it'),
  'alert.resolved': text('解除', 'resolved'),
  'alert.reviewed': text('复盘', 'reviewed'),
};

const look = (table: Readonly<Record<string, Text>>, key: string, lang: Language): string => table[key]?.[lang] ?? key;

export const alertStatusLabel = (status: string, lang: Language): string => look(STATUS, status, lang);
export const alertActionLabel = (action: string, lang: Language): string => look(ACTION, action, lang);
export const alertSeverityLabel = (severity: string, lang: Language): string => look(SEVERITY, severity, lang);
