import { SERVICES, type Service } from './contract.ts';

/** The same contract declared once for each service. */
export const forEveryService = <C>(define: (service: Service) => C): Readonly<Record<Service, C>> =>
  Object.fromEntries(SERVICES.map((service) => [service, define(service)])) as unknown as Record<Service, C>;
