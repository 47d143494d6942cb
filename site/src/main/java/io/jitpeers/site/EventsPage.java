package io.jitpeers.site;

import io.jitpeers.event.Disconnection;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.PeerChange;
import io.jitpeers.site.DocumentedType.Component;
import io.jitpeers.site.DocumentedType.Member;
import java.io.IOException;

/** The reference page of the events that an orchestrator reports to its listeners. Stateless. */
final class EventsPage {
  private EventsPage() {}

  static String write(Sources sources) throws IOException {
    DocumentedType events = sources.read(JitEvent.class);
    Page page = new Page("Events", "the Javadoc of `io.jitpeers.event.JitEvent`");
    page.paragraph(events.text());
    page.paragraph(
        "A listener is added with `JitOrchestrator.addListener`, or with `listener` of the builder.");
    for (Member event : events.members()) {
      page.heading(event.name());
      page.paragraph(event.text());
      page.row("component", "type", "meaning");
      page.row("---", "---", "---");
      for (Component component : event.components()) {
        page.row("`" + component.name() + "`", "`" + component.type() + "`", component.text());
      }
      page.end();
    }
    LabelsPage.section(page, sources, Disconnection.values());
    LabelsPage.section(page, sources, PeerChange.values());
    return page.text();
  }
}
