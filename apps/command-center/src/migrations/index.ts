import { M0001_initial } from './M0001_initial.ts';
import { M0002_session_keys } from './M0002_session_keys.ts';
import { M0003_audit_seals } from './M0003_audit_seals.ts';
import { M0004_delivery } from './M0004_delivery.ts';
import { M0005_received_at } from './M0005_received_at.ts';
import { M0006_partner } from './M0006_partner.ts';
import { M0007_approval } from './M0007_approval.ts';
import { M0008_broken_glass } from './M0008_broken_glass.ts';
import { M0011_glass_follows } from './M0011_glass_follows.ts';
import { M0014_board_arrivals } from './M0014_board_arrivals.ts';
import { M0016_alerts } from './M0016_alerts.ts';
import { M0018_teams } from './M0018_teams.ts';
import { M0025_board_coverage } from './M0025_board_coverage.ts';
import { M0031_care } from './M0031_care.ts';
import { M0036_board_cards } from './M0036_board_cards.ts';
import { M0037_lost_feeds } from './M0037_lost_feeds.ts';
import { M0038_refused_again } from './M0038_refused_again.ts';

/** Forward-only migrations, oldest first. */
export const MIGRATIONS = [
  { name: 'M0001_initial', class: M0001_initial },
  { name: 'M0002_session_keys', class: M0002_session_keys },
  { name: 'M0003_audit_seals', class: M0003_audit_seals },
  { name: 'M0004_delivery', class: M0004_delivery },
  { name: 'M0005_received_at', class: M0005_received_at },
  { name: 'M0006_partner', class: M0006_partner },
  { name: 'M0007_approval', class: M0007_approval },
  { name: 'M0008_broken_glass', class: M0008_broken_glass },
  { name: 'M0011_glass_follows', class: M0011_glass_follows },
  { name: 'M0014_board_arrivals', class: M0014_board_arrivals },
  { name: 'M0016_alerts', class: M0016_alerts },
  { name: 'M0018_teams', class: M0018_teams },
  { name: 'M0025_board_coverage', class: M0025_board_coverage },
  { name: 'M0031_care', class: M0031_care },
  { name: 'M0036_board_cards', class: M0036_board_cards },
  { name: 'M0037_lost_feeds', class: M0037_lost_feeds },
  { name: 'M0038_refused_again', class: M0038_refused_again },
];
