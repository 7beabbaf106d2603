import { ComponentHarness } from '@angular/cdk/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatCheckboxHarness } from '@angular/material/checkbox/testing';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { MatRadioButtonHarness } from '@angular/material/radio/testing';

/** PC認証設定 in a person's words. */
export class AgentSettingsPageHarness extends ComponentHarness {
  static readonly hostSelector = 'app-agent-settings';
  private readonly everywhere = this.documentRootLocatorFactory();
  private readonly radio = (label: string) => this.locatorFor(MatRadioButtonHarness.with({ label }))();
  private readonly box = (label: string) => this.locatorFor(MatCheckboxHarness.with({ label }))();
  private readonly dialog = () => this.everywhere.locatorForOptional(MatDialogHarness)();

  async text(): Promise<string> {
    return (await this.host()).text();
  }

  async alertText(): Promise<string | null> {
    return (await (await this.locatorForOptional('[role=alert]')())?.text()) ?? null;
  }

  async choose(label: string): Promise<void> {
    await (await this.radio(label)).check();
  }

  async isChosen(label: string): Promise<boolean> {
    return (await this.radio(label)).isChecked();
  }

  async canChoose(label: string): Promise<boolean> {
    return !(await (await this.radio(label)).isDisabled());
  }

  async toggle(label: string): Promise<void> {
    await (await this.box(label)).toggle();
  }

  async isTicked(label: string): Promise<boolean> {
    return (await this.box(label)).isChecked();
  }

  async canTick(label: string): Promise<boolean> {
    return !(await (await this.box(label)).isDisabled());
  }

  async buttons(): Promise<string[]> {
    return Promise.all((await this.locatorForAll(MatButtonHarness)()).map((button) => button.getText()));
  }

  async press(text: string): Promise<void> {
    await (await this.locatorFor(MatButtonHarness.with({ text }))()).click();
  }

  async canPress(text: string): Promise<boolean> {
    return !(await (await this.locatorFor(MatButtonHarness.with({ text }))()).isDisabled());
  }

  async dialogText(): Promise<string | null> {
    return (await (await (await this.dialog())?.host())?.text()) ?? null;
  }

  async pressInDialog(text: string): Promise<void> {
    const button = await (await this.dialog())?.getHarness(MatButtonHarness.with({ text }));
    await button?.click();
  }

  async messageText(): Promise<string | null> {
    return (await (await this.everywhere.locatorForOptional('app-message-bar [matSnackBarLabel]')())?.text()) ?? null;
  }

  async pressInMessage(): Promise<void> {
    await (await this.everywhere.locatorFor(MatButtonHarness.with({ ancestor: 'app-message-bar' }))()).click();
  }
}
