import { useFormats } from './format';

const BAD = 0.1;

export function ErrorShare({ share }: { share: number }) {
  const formats = useFormats();
  return <span class={share >= BAD ? 'figure-bad' : share > 0 ? '' : 'muted'}>{formats.percent(share)}</span>;
}
