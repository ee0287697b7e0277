import { M0001_initial } from './M0001_initial.ts';
import { M0003_audit_seals } from './M0003_audit_seals.ts';
import { M0004_delivery } from './M0004_delivery.ts';
import { M0005_received_at } from './M0005_received_at.ts';
import { M0007_approval } from './M0007_approval.ts';
import { M0010_advances } from './M0010_advances.ts';
import { M0028_medicine } from './M0028_medicine.ts';
import { M0029_supply } from './M0029_supply.ts';
import { M0031_care } from './M0031_care.ts';
import { M0032_module_versions } from './M0032_module_versions.ts';
import { M0033_money } from './M0033_money.ts';
import { M0034_calls } from './M0034_calls.ts';
import { M0038_refused_again } from './M0038_refused_again.ts';
import { M0039_parked_records } from './M0039_parked_records.ts';

/** Forward-only migrations, oldest first. */
export const MIGRATIONS = [
  { name: 'M0001_initial', class: M0001_initial },
  { name: 'M0003_audit_seals', class: M0003_audit_seals },
  { name: 'M0004_delivery', class: M0004_delivery },
  { name: 'M0005_received_at', class: M0005_received_at },
  { name: 'M0007_approval', class: M0007_approval },
  { name: 'M0010_advances', class: M0010_advances },
  { name: 'M0028_medicine', class: M0028_medicine },
  { name: 'M0029_supply', class: M0029_supply },
  { name: 'M0031_care', class: M0031_care },
  { name: 'M0032_module_versions', class: M0032_module_versions },
  { name: 'M0033_money', class: M0033_money },
  { name: 'M0034_calls', class: M0034_calls },
  { name: 'M0038_refused_again', class: M0038_refused_again },
  { name: 'M0039_parked_records', class: M0039_parked_records },
];
