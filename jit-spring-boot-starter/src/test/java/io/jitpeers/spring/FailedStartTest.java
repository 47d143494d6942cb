package io.jitpeers.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin.Location;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ClassPathResource;

/** Tests the report that Boot prints if the gateway cannot start. */
class FailedStartTest {

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Empty {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(Contexts.OwnSources.class)
  static class OwnSources {}

  /** Named in a file of Spring's. */
  static final class RecordingReporter implements FailureAnalysisReporter {
    static final Queue<FailureAnalysis> reports = new ConcurrentLinkedQueue<>();

    @Override
    public void report(FailureAnalysis analysis) {
      reports.add(analysis);
    }
  }

  /** Runs an application that cannot start, and returns what Boot prints. */
  private static String report(Class<?> application, Map<String, Object> properties) {
    SpringApplication program = new SpringApplication(application);
    program.setDefaultProperties(
        Map.of("spring.main.web-application-type", "none", "spring.main.banner-mode", "off"));
    program.addInitializers(
        context ->
            context
                .getEnvironment()
                .getPropertySources()
                .addFirst(new OriginTrackedMapPropertySource("application.yml", properties)));
    RecordingReporter.reports.clear();
    assertThatThrownBy(() -> program.run().close()).isInstanceOf(RuntimeException.class);
    assertThat(RecordingReporter.reports).hasSize(1);
    FailureAnalysis report = RecordingReporter.reports.remove();
    return report.getDescription() + "\n" + report.getAction();
  }

  @Test
  void aMissingPartIsNamedWithItsPropertyAndItsBean() {
    assertThat(report(Empty.class, Map.of()))
        .contains("The WireGuard gateway cannot start: no packet source was given")
        .contains("set packet-source")
        .contains("Set the properties below \"jit\"", "PeerConfigSource", "jit.enabled=false");
  }

  @Test
  void aWrongPropertyIsNamedWithItsOrigin() {
    OriginTrackedValue value =
        OriginTrackedValue.of(
            "soon",
            new TextResourceOrigin(new ClassPathResource("application.yml"), new Location(2, 4)));

    assertThat(
            report(
                OwnSources.class, Map.of("jit.peer-store", "memory", "jit.eviction.every", value)))
        .contains("eviction.every must be a duration")
        .contains("jit.eviction.every is set in class path resource [application.yml] - 3:5");
  }

  @Test
  void aMisspeltPropertyIsNamedWithTheRightOne() {
    assertThat(
            report(OwnSources.class, Map.of("jit.peer-store", "memory", "jit.eviction.evry", "1m")))
        .contains("unknown setting eviction.evry; did you mean eviction.every?");
  }

  @Test
  void aDeviceThatDoesNotExistIsNamed() {
    assertThat(
            report(
                OwnSources.class,
                Map.of(
                    "jit.peer-store", "netlink", "jit.peer-store.netlink.interface", "jit-none")))
        .contains("The WireGuard gateway cannot start: ", "jit-none");
  }
}
