export function KioskPage() {
  return <main />;
}
