export function TicketPage() {
  return <main />;
}
