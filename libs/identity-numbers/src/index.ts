export { formatBusinessNumber, parseBusinessNumber, type BusinessNumber, type BusinessNumberReason } from './business-number.ts';
export { checkCreditCode, creditCodeCheckCharacter, type CreditCode, type CreditCodeReason } from './credit-code.ts';
export { maskDocumentNumber, maskName, maskPhone, maskVehiclePlate } from './masks.ts';
export { checkPhone, type Phone, type PhoneReason } from './phone.ts';
export { checkResidentId, residentIdCheckDigit, type ResidentId, type ResidentIdReason } from './resident-id.ts';
export {
  checkHongKongMacaoPermit,
  checkPassport,
  checkTaiwanPermit,
  type HomeReturnPermit,
  type Passport,
  type TaiwanPermit,
  type TravelDocumentReason,
} from './travel-documents.ts';
export { checkVehiclePlate, completePlate, type VehiclePlate, type VehiclePlateReason } from './vehicle-plate.ts';
export type { Verdict } from './verdict.ts';
