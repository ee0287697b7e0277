import {
  ListOperators,
  ListPlaces,
  ListServiceModules,
  MedicinePlaces,
  WallChart,
  WhoAmI,
  mayCall,
  type Query,
  type Role,
} from '@houzhai/contracts';
import { withOwnGlass } from './attention.ts';
import { chain, still, type Effect, type Msg } from './model.ts';
import { read } from './perform.ts';

/** Names of areas and colleagues, the jurisdiction, the modules: what every screen needs to speak in words. */
export const loadNames: Msg = (model) => {
  const roles = (model.me?.roles ?? []) as readonly Role[];
  const may = (query: Query, effect: Effect): Effect[] => (mayCall(query.access, roles) ? [effect] : []);
  return [
    model,
    [
      read('who-am-i', WhoAmI, {}, ({ areas, brokenGlass }, at) => news(withOwnGlass(at, areas, brokenGlass))),
      ...may(
        ListOperators,
        read('colleagues', ListOperators, {}, ({ rows }, at) =>
          news({ ...at, colleagues: new Map(rows.map((row) => [row.operatorId, row])) }),
        ),
      ),
      ...may(
        WallChart,
        read('overdue', WallChart, {}, ({ totals }, at) => news({ ...at, alarm: totals['errandsOverdue'] ?? 0 })),
      ),
      ...may(
        ListPlaces,
        read('places', ListPlaces, { limit: 200 }, ({ rows }, at) =>
          news({ ...at, areas: new Map(rows.map((row) => [row.area, { zh: row.zh, en: row.en }])) }),
        ),
      ),
      ...may(
        ListServiceModules,
        read('service-modules', ListServiceModules, { activeOnly: true }, ({ rows }, at) => news({ ...at, modules: rows })),
      ),
      ...may(
        MedicinePlaces,
        read('medicine-places', MedicinePlaces, {}, ({ hospitals, pharmacies }, at) =>
          news({ ...at, medicinePlaces: { hospitals, pharmacies } }),
        ),
      ),
    ],
  ];
};

/** Every screen draws from what was just read. */
const news: Msg = (model) =>
  chain(
    still(model),
    ...model.stack.map(
      (screen): Msg =>
        (at) =>
          screen.onNews?.(at) ?? still(at),
    ),
  );
