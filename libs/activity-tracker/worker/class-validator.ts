const decorator = (): (() => void) => () => {};

export {
  decorator as IsArray,
  decorator as IsBoolean,
  decorator as IsIn,
  decorator as IsInt,
  decorator as IsNotEmpty,
  decorator as IsNumber,
  decorator as IsOptional,
  decorator as IsString,
  decorator as Matches,
  decorator as Max,
  decorator as MaxLength,
  decorator as Min,
  decorator as Validate,
  decorator as ValidateBy,
  decorator as ValidatorConstraint,
};

/** In place of class-validator in the recording thread: its options were validated. */
export function registerDecorator(): void {}
