package io.jitpeers.spring;

import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.PeerConfigSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Contexts of applications with the starter. */
final class Contexts {
  private Contexts() {}

  /** An application whose own beans are a packet source and a control plane that knows all keys. */
  @Configuration(proxyBeanMethods = false)
  static class OwnSources {
    @Bean
    DirectPacketSource packets() {
      return new DirectPacketSource();
    }

    @Bean
    PeerConfigSource peers() {
      return Client.whoKnowsEverybody();
    }
  }

  /** Returns a runner with the starter's configurations and nothing else. */
  static ApplicationContextRunner bare() {
    return new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                JitPeersAutoConfiguration.class,
                JitBoot3HealthAutoConfiguration.class,
                JitLifecycleAutoConfiguration.class,
                JitInfoAutoConfiguration.class,
                JitMetricsAutoConfiguration.class))
        .withPropertyValues("jit.start.warm-up=off");
  }

  /** Returns a runner of an application that can start: with a store in memory. */
  static ApplicationContextRunner ready() {
    return bare()
        .withUserConfiguration(OwnSources.class)
        .withPropertyValues("jit.peer-store=memory");
  }
}
