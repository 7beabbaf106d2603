import { ComponentHarness } from '@angular/cdk/testing';
import { MatButtonHarness } from '@angular/material/button/testing';

/** The log view in a person's words. */
export class LogViewHarness extends ComponentHarness {
  static readonly hostSelector = 'app-log-view';
  private readonly bodyRows = this.locatorForAll('tbody tr');
  private readonly alert = this.locatorForOptional('[role=alert]');
  private readonly field = (name: string) => this.locatorFor(`input[name=${name}]`)();

  async rowCount(): Promise<number> {
    return (await this.bodyRows()).length;
  }

  async headers(): Promise<string[]> {
    return Promise.all((await this.locatorForAll('thead th')()).map((cell) => cell.text()));
  }

  async alertText(): Promise<string | null> {
    return (await (await this.alert())?.text()) ?? null;
  }

  async type(field: 'from' | 'to' | 'text', value: string): Promise<void> {
    await (await this.field(field)).setInputValue(value);
    await (await this.field(field)).dispatchEvent('input');
  }

  async press(text: string | RegExp): Promise<void> {
    await (await this.locatorFor(MatButtonHarness.with({ text }))()).click();
  }

  async canPress(text: string | RegExp): Promise<boolean> {
    return !(await (await this.locatorFor(MatButtonHarness.with({ text }))()).isDisabled());
  }

  async text(): Promise<string> {
    return (await this.host()).text();
  }
}
