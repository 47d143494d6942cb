package io.jitpeers.site;

import io.jitpeers.event.Outcome;
import io.jitpeers.event.RecoveryOutcome;
import io.jitpeers.event.Stage;
import io.jitpeers.event.WakeUpOutcome;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.site.DocumentedType.Member;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.statistics.JitHealth;
import java.io.IOException;
import java.util.Locale;

/** The page of the words that counters, logs and metrics use. Stateless. */
final class LabelsPage {
  private LabelsPage() {}

  static String write(Sources sources) throws IOException {
    Page page = new Page("Outcomes, causes and stages", "the Javadoc of enums of jit-core");
    page.paragraph(
        "Metrics, logs, the status page, explanations and traces use these words. Metrics write the"
            + " names of stages with dots.");
    section(page, sources, Outcome.values());
    section(page, sources, PacketOutcome.values());
    section(page, sources, LookupException.Reason.values());
    section(page, sources, EvictionCause.values());
    section(page, sources, WakeUpOutcome.values());
    section(page, sources, RecoveryOutcome.values());
    section(page, sources, Stage.values());
    section(page, sources, JitHealth.State.values());
    section(page, sources, JitHealth.Reason.values());
    return page.text();
  }

  /** Adds a table of an enum's constants. */
  static void section(Page page, Sources sources, Enum<?>[] constants) throws IOException {
    Class<?> type = constants[0].getDeclaringClass();
    DocumentedType documented = sources.read(type);
    page.heading(type.getName().replaceFirst("^.*\\.(?=[A-Z])", "").replace('$', '.'));
    page.paragraph(documented.text());
    boolean detailed = type == Outcome.class;
    page.row(
        detailed
            ? new String[] {"word", "the source receives", "meaning"}
            : new String[] {"word", "meaning"});
    page.row(detailed ? new String[] {"---", "---", "---"} : new String[] {"---", "---"});
    for (Enum<?> constant : constants) {
      String word = word(constant);
      String meaning = meaning(documented, constant);
      if (constant instanceof Outcome outcome) {
        page.row(word, word(outcome.packetOutcome()), meaning);
      } else {
        page.row(word, meaning);
      }
    }
    page.end();
  }

  private static String word(Enum<?> constant) {
    return "`" + constant.name().toLowerCase(Locale.ROOT) + "`";
  }

  private static String meaning(DocumentedType type, Enum<?> constant) {
    return type.members().stream()
        .filter(member -> member.name().equals(constant.name()))
        .map(Member::text)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no Javadoc of " + constant))
        .replaceAll("\\s+", " ")
        .replace("|", "\\|");
  }
}
