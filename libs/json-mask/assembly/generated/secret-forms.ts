// Generated from libs/json-mask/formats by `npm run build:assembly`: do not edit.

/** Each form of a secret holds one of these characters; {@link isOfSecretForm} reads the bytes around it. */
export const TRIGGERS: string = '-BGIJ_b';

/** Whether the trigger at this place is part of a secret's form. */
export function isOfSecretForm(at: usize): bool {
  switch (load<u8>(at)) {
    // '-'
    case 45:
      switch (load<u8>(at - 1)) {
        // 't'
        case 116:
          return load<u32>(at - 5) == 0x61706c67 && <u32>load<u16>(at - 1) == 0x2d74;
        // 'a'
        case 97:
          return load<u32>(at - 4) == 0x61786f78 && <u32>load<u8>(at) == 0x2d;
        // 'e'
        case 101:
          return load<u32>(at - 4) == 0x65786f78 && <u32>load<u8>(at) == 0x2d;
        // 'o'
        case 111:
          return load<u32>(at - 4) == 0x6f786f78 && <u32>load<u8>(at) == 0x2d;
        // 'p'
        case 112:
          return load<u32>(at - 4) == 0x70786f78 && <u32>load<u8>(at) == 0x2d;
        // 'r'
        case 114:
          return load<u32>(at - 4) == 0x72786f78 && <u32>load<u8>(at) == 0x2d;
        // 's'
        case 115:
          return load<u32>(at - 4) == 0x73786f78 && <u32>load<u8>(at) == 0x2d;
        // 'k'
        case 107:
          return <u32>load<u16>(at - 2) == 0x6b73 && <u32>load<u8>(at) == 0x2d;
        default:
          return false;
      }
    // 'B'
    case 66:
      return (
        ((load<u32>(at) | 0x20202020) == 0x72616562 && ((<u32>load<u16>(at + 4)) | 0x2020) == 0x7265) ||
        ((load<u32>(at) | 0x20202020) == 0x69736162 && ((<u32>load<u8>(at + 4)) | 0x20) == 0x63)
      );
    // 'G'
    case 71:
      switch (load<u8>(at - 1)) {
        // 'E'
        case 69:
          return load<u64>(at - 7) == 0x4745422d2d2d2d2d && <u32>load<u16>(at + 1) == 0x4e49;
        // 'S'
        case 83:
          return <u32>load<u16>(at - 1) == 0x4753 && <u32>load<u8>(at + 1) == 0x2e;
        default:
          return false;
      }
    // 'I'
    case 73:
      switch (load<u8>(at - 1)) {
        // 'K'
        case 75:
          return load<u32>(at - 2) == 0x41494b41;
        // 'S'
        case 83:
          return load<u32>(at - 2) == 0x41495341;
        // 'A'
        case 65:
          return load<u32>(at - 1) == 0x617a4941;
        default:
          return false;
      }
    // 'J'
    case 74:
      switch (load<u8>(at - 1)) {
        // ' '
        case 32:
          return (
            load<u64>(at - 14) == 0x20746f6e20736920 &&
            load<u64>(at - 6) == 0x534a2064696c6176 &&
            <u32>load<u16>(at + 2) == 0x4e4f
          );
        // 'y'
        case 121:
          return <u32>load<u16>(at - 2) == 0x7965 && <u32>load<u8>(at) == 0x4a;
        default:
          return false;
      }
    // '_'
    case 95:
      switch (load<u8>(at - 1)) {
        // 'p'
        case 112:
          return load<u32>(at - 3) == 0x5f706867;
        // 'o'
        case 111:
          return load<u32>(at - 3) == 0x5f6f6867;
        // 'u'
        case 117:
          return load<u32>(at - 3) == 0x5f756867;
        // 's'
        case 115:
          return (
            load<u32>(at - 3) == 0x5f736867 || (load<u32>(at - 5) == 0x73706873 && <u32>load<u16>(at - 1) == 0x5f73)
          );
        // 'r'
        case 114:
          return load<u32>(at - 3) == 0x5f726867;
        // 't'
        case 116:
          return (
            (load<u64>(at - 10) == 0x705f627568746967 &&
              <u32>load<u16>(at - 2) == 0x7461 &&
              <u32>load<u8>(at) == 0x5f) ||
            (load<u32>(at - 5) == 0x61706873 && <u32>load<u16>(at - 1) == 0x5f74)
          );
        // 'm'
        case 109:
          return load<u32>(at - 3) == 0x5f6d706e;
        // 'k'
        case 107:
          return (
            (<u32>load<u16>(at - 2) == 0x6b72 && <u32>load<u8>(at) == 0x5f) ||
            (<u32>load<u16>(at - 2) == 0x6b73 && <u32>load<u8>(at) == 0x5f)
          );
        // 'c'
        case 99:
          return load<u32>(at - 5) == 0x65736877 && <u32>load<u16>(at - 1) == 0x5f63;
        // 'a'
        case 97:
          return (
            (load<u32>(at - 5) == 0x63706873 && <u32>load<u16>(at - 1) == 0x5f61) ||
            (load<u32>(at - 5) == 0x70706873 && <u32>load<u16>(at - 1) == 0x5f61)
          );
        // '1'
        case 49:
          return (
            (load<u32>(at - 6) == 0x5f706f64 && <u32>load<u16>(at - 2) == 0x3176 && <u32>load<u8>(at) == 0x5f) ||
            (load<u32>(at - 6) == 0x5f6f6f64 && <u32>load<u16>(at - 2) == 0x3176 && <u32>load<u8>(at) == 0x5f) ||
            (load<u32>(at - 6) == 0x5f726f64 && <u32>load<u16>(at - 2) == 0x3176 && <u32>load<u8>(at) == 0x5f)
          );
        // 'f'
        case 102:
          return <u32>load<u16>(at - 2) == 0x6668 && <u32>load<u8>(at) == 0x5f;
        default:
          return false;
      }
    // 'b'
    case 98:
      if (
        ((load<u32>(at) | 0x20202020) == 0x72616562 && ((<u32>load<u16>(at + 4)) | 0x2020) == 0x7265) ||
        ((load<u32>(at) | 0x20202020) == 0x69736162 && ((<u32>load<u8>(at + 4)) | 0x20) == 0x63)
      )
        return true;
      switch (load<u8>(at - 1)) {
        // 'x'
        case 120:
          return load<u32>(at - 3) == 0x62786f78 && <u32>load<u8>(at + 1) == 0x2d;
        default:
          return false;
      }
  }
  return false;
}
