package io.jitpeers.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.JitListener;
import io.jitpeers.eviction.EvictionPolicies;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.Await;
import io.jitpeers.wireguard.PrivateKey;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class JitPeersAutoConfigurationTest {

  @Test
  void propertiesAndBeansMakeAGatewayThatServesClients() {
    Contexts.ready()
        .run(
            context -> {
              JitOrchestrator gateway = context.getBean(JitOrchestrator.class);
              assertThat(gateway.isRunning()).isTrue();

              Client client = Client.of(gateway).connect(context.getBean(DirectPacketSource.class));

              assertThat(gateway.find(client.key())).isPresent();
            });
  }

  @Test
  void theGatewayIsClosedWithTheContext() {
    AtomicInteger running = new AtomicInteger();
    JitOrchestrator[] gateway = new JitOrchestrator[1];
    Contexts.ready()
        .run(
            context -> {
              gateway[0] = context.getBean(JitOrchestrator.class);
              running.set(gateway[0].isRunning() ? 1 : 0);
            });

    assertThat(running).hasValue(1);
    assertThat(gateway[0].isRunning()).isFalse();
  }

  @Test
  void everythingCanComeFromProperties() throws Exception {
    int port = freePort();
    Contexts.bare()
        .withPropertyValues(
            "jit.packet-source.type=udp",
            "jit.packet-source.udp.port=" + port,
            "jit.packet-source.udp.bind-address=127.0.0.1",
            "jit.peer-store.type=memory",
            "jit.peer-store.memory.listen-port=" + port,
            "jit.config-source=http",
            "jit.config-source.http.base-url=http://127.0.0.1:9",
            "jit.eviction-policy[0]=expiry",
            "jit.eviction-policy[1]=idle",
            "jit.provisioning.maxPending=77")
        .run(
            context -> {
              JitOrchestrator gateway = context.getBean(JitOrchestrator.class);
              assertThat(gateway.isRunning()).isTrue();
              assertThat(gateway.device().orElseThrow().listenPort()).isEqualTo(port);
              assertThat(gateway.provisioningOptions().maxPending()).isEqualTo(77);
            });
  }

  private static int freePort() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aBeanTakesThePlaceOfThePartThatPropertiesName() {
    try (CapturedLog log = CapturedLog.of(OrchestratorAssembly.class)) {
      Contexts.ready()
          .withPropertyValues(
              "jit.config-source=http", "jit.config-source.http.base-url=http://127.0.0.1:9")
          .run(
              context -> {
                JitOrchestrator gateway = context.getBean(JitOrchestrator.class);
                Client client =
                    Client.of(gateway).connect(context.getBean(DirectPacketSource.class));
                assertThat(gateway.find(client.key())).isPresent();
              });

      assertThat(log.messages(Level.INFO))
          .containsExactly(
              "beans take the place of parts, so these properties have no effect:"
                  + " [jit.config-source, jit.config-source.http.base-url]");
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class AllOwn {
    final List<JitEvent> events = new CopyOnWriteArrayList<>();

    @Bean
    PeerStore store() {
      return InMemoryPeerStore.builder()
          .privateKey(PrivateKey.generate(new SecureRandom()))
          .name("own")
          .build();
    }

    @Bean
    EvictionPolicy policy() {
      return EvictionPolicies.standard();
    }

    /** Depends on the gateway, which must not make a circle. */
    @Bean
    JitListener listener(ObjectProvider<JitOrchestrator> gateway) {
      return new JitListener() {
        @Override
        public void onEvent(JitEvent event) {
          assertThat(gateway.getObject().isRunning()).isTrue();
          events.add(event);
        }
      };
    }

    @Bean
    JitOrchestratorBuilderCustomizer options() {
      return builder ->
          builder.provisioningOptions(ProvisioningOptions.builder().maxPending(55).build());
    }

    @Bean
    List<JitEvent> seenEvents() {
      return events;
    }
  }

  @Test
  void eachKindOfBeanIsUsed() {
    Contexts.bare()
        .withUserConfiguration(Contexts.OwnSources.class, AllOwn.class)
        .run(
            context -> {
              JitOrchestrator gateway = context.getBean(JitOrchestrator.class);
              assertThat(gateway.device().orElseThrow().name()).isEqualTo("own");
              assertThat(gateway.provisioningOptions().maxPending()).isEqualTo(55);

              Client.of(gateway).connect(context.getBean(DirectPacketSource.class));

              List<?> events = context.getBean("seenEvents", List.class);
              Await.until(
                  "the listener is told",
                  () -> events.stream().anyMatch(e -> e instanceof JitEvent.PeerInstalled));
            });
  }

  @Test
  void anApplicationsOwnOrchestratorIsUsed() {
    Contexts.bare()
        .withBean("mine", JitOrchestrator.class, JitPeersAutoConfigurationTest::orchestrator)
        .run(
            context -> {
              assertThat(context).hasSingleBean(JitOrchestrator.class);
              assertThat(context.getBean("mine", JitOrchestrator.class).isRunning()).isTrue();
            });
  }

  @Test
  void itCanBeDisabled() {
    Contexts.bare()
        .withPropertyValues("jit.enabled=false")
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(JitOrchestrator.class));
  }

  @Test
  void theApplicationCanStartItLater() {
    Contexts.bare()
        .withUserConfiguration(Contexts.OwnSources.class, AllOwn.class)
        .withPropertyValues("jit.auto-startup=false")
        .run(
            context -> {
              JitOrchestrator gateway = context.getBean(JitOrchestrator.class);
              assertThat(gateway.isRunning()).isFalse();

              gateway.start();

              assertThat(gateway.isRunning()).isTrue();
              Client.of(gateway).connect(context.getBean(DirectPacketSource.class));
              List<?> events = context.getBean("seenEvents", List.class);
              Await.until("the listener is told", () -> !events.isEmpty());
            });
  }

  @Test
  void severalOrchestratorsOfTheApplicationAreStarted() {
    Contexts.bare()
        .withBean("wg0", JitOrchestrator.class, JitPeersAutoConfigurationTest::orchestrator)
        .withBean("wg1", JitOrchestrator.class, JitPeersAutoConfigurationTest::orchestrator)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context.getBeansOfType(JitOrchestrator.class).values())
                  .hasSize(2)
                  .allMatch(JitOrchestrator::isRunning);
            });
  }

  @Test
  void theEndOfAChildContextDoesNotCloseTheGatewayOfItsParent() {
    Contexts.ready()
        .run(
            parent -> {
              Contexts.bare().withParent(parent).run(child -> assertThat(child).hasNotFailed());

              assertThat(parent.getBean(JitOrchestrator.class).isRunning()).isTrue();
            });
  }

  private static JitOrchestrator orchestrator() {
    return JitOrchestrator.builder()
        .packetSource(new DirectPacketSource())
        .configSource(Client.whoKnowsEverybody())
        .store(
            InMemoryPeerStore.builder().privateKey(PrivateKey.generate(new SecureRandom())).build())
        .build();
  }

  @Test
  void aContextThatWasStoppedSaysThatItCannotStartAgain() {
    Contexts.ready()
        .run(
            context -> {
              context.stop();
              assertThat(context.getBean(JitOrchestrator.class).isRunning()).isFalse();

              assertThatThrownBy(context::start).rootCause().hasMessageContaining("closed");
            });
  }

  @Test
  void whatPropertiesMadeIsClosedIfACustomizerFails() throws Exception {
    int port = freePort();
    Contexts.bare()
        .withBean(PeerConfigSource.class, Client::whoKnowsEverybody)
        .withPropertyValues(
            "jit.peer-store=memory",
            "jit.packet-source=udp",
            "jit.packet-source.udp.port=" + port,
            "jit.packet-source.udp.bind-address=127.0.0.1")
        .withBean(
            JitOrchestratorBuilderCustomizer.class,
            () ->
                builder -> {
                  throw new IllegalStateException("the customizer failed");
                })
        .run(
            context ->
                assertThat(context).getFailure().rootCause().hasMessage("the customizer failed"));

    Await.until("the port is free", () -> isFree(port));
  }

  private static boolean isFree(int port) {
    try (DatagramSocket socket = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (SocketException e) {
      return false; // Perhaps another program uses the port for a moment.
    }
  }

  @Test
  void twoBeansForOnePartAreRefused() {
    Contexts.ready()
        .withBean("other", PeerConfigSource.class, Client::whoKnowsEverybody)
        .run(
            context ->
                assertThat(context).getFailure().rootCause().hasMessageContaining("other,peers"));
  }
}
