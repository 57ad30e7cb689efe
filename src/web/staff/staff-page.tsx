export function StaffPage() {
  return <main />;
}
