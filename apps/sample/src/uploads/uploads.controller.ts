import { BadRequestException, Controller, Inject, Post, Req, UseGuards } from '@nestjs/common';
import { JwtAuthGuard } from '../auth/jwt-auth.guard.js';
import { FILE_FIELD, FILE_READER, type FileReader, type ReceivedFile } from './file-reader.js';

@Controller('uploads')
@UseGuards(JwtAuthGuard)
export class UploadsController {
  constructor(@Inject(FILE_READER) private readonly files: FileReader) {}

  @Post()
  async upload(@Req() request: unknown): Promise<ReceivedFile> {
    const file = await this.files.read(request);
    if (!file) throw new BadRequestException(`Send one file, in a multipart field named "${FILE_FIELD}".`);
    return file;
  }
}
