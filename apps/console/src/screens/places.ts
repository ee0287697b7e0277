import { navigation, parseAddress, type Navigation, type Places } from '../app/navigation.ts';
import { openAgentLoad } from './agent-load.screen.ts';
import { openAlert } from './alert.screen.ts';
import { openAlerts } from './alerts.screen.ts';
import { openArrival } from './arrival.screen.ts';
import { openArrivals } from './arrivals.screen.ts';
import { openApprovals } from './approvals.screen.ts';
import { openAudit } from './audit.screen.ts';
import { openBoard } from './board.screen.ts';
import { openBrokenGlass } from './broken-glass.screen.ts';
import { openCallBacks, openCalls } from './calls.screen.ts';
import { openCard } from './card.screen.ts';
import { openCards } from './cards.screen.ts';
import { openCareCoverage, openCareMissing } from './care-coverage.screen.ts';
import { openCare } from './care.screen.ts';
import { openCheckpoints } from './checkpoints.screen.ts';
import { openCombatUnit } from './combat-unit.screen.ts';
import { openCombatUnits } from './combat-units.screen.ts';
import { openCustody } from './custody.screen.ts';
import { openDesk } from './desk.screen.ts';
import { openDiscrepancies } from './discrepancies.screen.ts';
import { openDelivery } from './delivery.screen.ts';
import { coversSeveral, openDuplicateAreas } from './duplicate-areas.screen.ts';
import { openDuplicates } from './duplicates.screen.ts';
import { openErrand } from './errand.screen.ts';
import { openErrands } from './errands.screen.ts';
import { openEscort } from './escort.screen.ts';
import { openEscorts } from './escorts.screen.ts';
import { openFever } from './fever.screen.ts';
import { openFevers } from './fevers.screen.ts';
import { openFollowUps } from './follow-ups.screen.ts';
import { openHousehold } from './household.screen.ts';
import { openHouseholds } from './households.screen.ts';
import { openIsolationBoard } from './isolation-board.screen.ts';
import { openBeds } from './beds.screen.ts';
import { openIsolationSite } from './isolation-site.screen.ts';
import { openIsolationSites } from './isolation-sites.screen.ts';
import { openIsolation } from './isolation.screen.ts';
import { openIsolations } from './isolations.screen.ts';
import { openMoney, openMoneyEntries } from './money.screen.ts';
import { openModuleEditor } from './module-editor.screen.ts';
import { openServiceModule } from './service-module.screen.ts';
import { openServiceModules } from './service-modules.screen.ts';
import { openMedicineRun } from './medicine-run.screen.ts';
import { openMedicineRuns } from './medicine-runs.screen.ts';
import { openNeedReport } from './need-report.screen.ts';
import { openNeedReports } from './need-reports.screen.ts';
import { openOperators } from './operators.screen.ts';
import { openPartners } from './partners.screen.ts';
import { openPerson } from './person.screen.ts';
import { openReview } from './review.screen.ts';
import { openReviews } from './reviews.screen.ts';
import { openRound } from './round.screen.ts';
import { openRounds } from './rounds.screen.ts';
import { openSessions } from './sessions.screen.ts';
import { openTaskForce } from './task-force.screen.ts';
import { openTaskForces } from './task-forces.screen.ts';
import { openUnit } from './unit.screen.ts';
import { openUnits } from './units.screen.ts';
import { openPersons } from './persons.screen.ts';
import { openSheet } from './sheet.screen.ts';
import { openSheets } from './sheets.screen.ts';
import { whyNot } from './place-access.ts';

const open =
  (nav: () => Navigation): Places =>
  (address, uid, model) => {
    const { name, text } = parseAddress(address);
    switch (name) {
      case 'board':
        return openBoard(nav(), uid);
      case 'errands':
        return openErrands(nav(), uid, address, model);
      case 'errand':
        return openErrand(nav(), uid, text);
      case 'persons':
        return openPersons(nav(), uid, address);
      case 'person':
        return openPerson(nav(), uid, text);
      case 'duplicates':
        return /^duplicates$/.test(address.trim()) && coversSeveral(model)
          ? openDuplicateAreas(nav(), uid)
          : openDuplicates(nav(), uid, address);
      case 'checkpoints':
        return openCheckpoints(nav(), uid);
      case 'checkpoint':
      case 'arrivals':
        return openArrivals(nav(), uid, address, model);
      case 'arrival':
        return openArrival(nav(), uid, text);
      case 'escorts':
        return openEscorts(nav(), uid, address);
      case 'escort':
        return openEscort(nav(), uid, text);
      case 'medicine-runs':
        return openMedicineRuns(nav(), uid, address);
      case 'medicine-run':
        return openMedicineRun(nav(), uid, text);
      case 'money':
        return openMoney(nav(), uid, address);
      case 'money-entries':
        return openMoneyEntries(nav(), uid, address);
      case 'service-modules':
        return openServiceModules(nav(), uid, address);
      case 'service-module':
        return openServiceModule(nav(), uid, text);
      case 'module-editor':
        return openModuleEditor(nav(), uid, text);
      case 'desk':
        return openDesk(nav(), uid, address);
      case 'call-backs':
        return openCallBacks(nav(), uid, address);
      case 'calls':
        return openCalls(nav(), uid, address);
      case 'agent-load':
        return openAgentLoad(nav(), uid, address);
      case 'need-reports':
        return openNeedReports(nav(), uid, address);
      case 'need-report':
        return openNeedReport(nav(), uid, text);
      case 'cards':
        return openCards(nav(), uid, address);
      case 'card':
        return openCard(nav(), uid, text);
      case 'care':
        return openCare(nav(), uid, address);
      case 'households':
        return openHouseholds(nav(), uid, address);
      case 'household':
        return openHousehold(nav(), uid, text);
      case 'care-coverage':
        return openCareCoverage(nav(), uid, address);
      case 'care-missing':
        return openCareMissing(nav(), uid, address);
      case 'custody':
        return openCustody(nav(), uid, address);
      case 'isolations':
        return openIsolations(nav(), uid, address);
      case 'isolation':
        return openIsolation(nav(), uid, text);
      case 'isolation-board':
        return openIsolationBoard(nav(), uid);
      case 'isolation-sites':
        return openIsolationSites(nav(), uid, address);
      case 'isolation-site':
        return openIsolationSite(nav(), uid, text);
      case 'beds':
        return openBeds(nav(), uid, text);
      case 'follow-ups':
        return openFollowUps(nav(), uid, address);
      case 'task-forces':
        return openTaskForces(nav(), uid, address);
      case 'task-force':
        return openTaskForce(uid, text);
      case 'combat-units':
        return openCombatUnits(nav(), uid, address);
      case 'combat-unit':
        return openCombatUnit(uid, text);
      case 'sheets':
        return openSheets(nav(), uid, address);
      case 'sheet':
        return openSheet(nav(), uid, text);
      case 'fevers':
        return openFevers(nav(), uid, address);
      case 'fever':
        return openFever(nav(), uid, text);
      case 'alerts':
        return openAlerts(nav(), uid, address);
      case 'alert':
        return openAlert(nav(), uid, text);
      case 'rounds':
        return openRounds(nav(), uid);
      case 'round':
        return openRound(nav(), uid, text);
      case 'doors':
        return openUnits(nav(), uid, address);
      case 'door':
        return openUnit(nav(), uid, text);
      case 'discrepancies':
        return openDiscrepancies(nav(), uid, address);
      case 'reviews':
        return openReviews(nav(), uid, address);
      case 'review':
        return openReview(nav(), uid, text);
      case 'sessions':
        return openSessions(uid, address, model);
      case 'approvals':
        return openApprovals(uid);
      case 'broken-glass':
        return openBrokenGlass(uid);
      case 'audit':
        return openAudit(uid, address);
      case 'delivery':
        return openDelivery(uid);
      case 'operators':
        return openOperators(uid);
      case 'partners':
        return openPartners(uid);
      default:
        return undefined;
    }
  };

/** How the console moves between its places. */
export const places: Navigation = navigation(
  open(() => places),
  whyNot,
);
