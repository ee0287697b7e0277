import { M0001_initial } from './M0001_initial.ts';
import { M0003_audit_seals } from './M0003_audit_seals.ts';
import { M0004_delivery } from './M0004_delivery.ts';
import { M0005_received_at } from './M0005_received_at.ts';
import { M0007_approval } from './M0007_approval.ts';
import { M0012_arrivals } from './M0012_arrivals.ts';
import { M0013_isolations } from './M0013_isolations.ts';
import { M0015_fevers } from './M0015_fevers.ts';
import { M0017_screening } from './M0017_screening.ts';
import { M0020_work_sheets } from './M0020_work_sheets.ts';
import { M0021_person_identity } from './M0021_person_identity.ts';
import { M0022_integrity } from './M0022_integrity.ts';
import { M0026_isolation_sites } from './M0026_isolation_sites.ts';
import { M0030_isolation_supply } from './M0030_isolation_supply.ts';
import { M0035_phone_tail } from './M0035_phone_tail.ts';
import { M0038_refused_again } from './M0038_refused_again.ts';
import { M0039_parked_records } from './M0039_parked_records.ts';

/** Forward-only migrations, oldest first. */
export const MIGRATIONS = [
  { name: 'M0001_initial', class: M0001_initial },
  { name: 'M0003_audit_seals', class: M0003_audit_seals },
  { name: 'M0004_delivery', class: M0004_delivery },
  { name: 'M0005_received_at', class: M0005_received_at },
  { name: 'M0007_approval', class: M0007_approval },
  { name: 'M0012_arrivals', class: M0012_arrivals },
  { name: 'M0013_isolations', class: M0013_isolations },
  { name: 'M0015_fevers', class: M0015_fevers },
  { name: 'M0017_screening', class: M0017_screening },
  { name: 'M0020_work_sheets', class: M0020_work_sheets },
  { name: 'M0021_person_identity', class: M0021_person_identity },
  { name: 'M0022_integrity', class: M0022_integrity },
  { name: 'M0026_isolation_sites', class: M0026_isolation_sites },
  { name: 'M0030_isolation_supply', class: M0030_isolation_supply },
  { name: 'M0035_phone_tail', class: M0035_phone_tail },
  { name: 'M0038_refused_again', class: M0038_refused_again },
  { name: 'M0039_parked_records', class: M0039_parked_records },
];
