package org.elasticsearch.node;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.plugins.GivenPlugins;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.plugins.PluginsLoader;
import org.elasticsearch.plugins.PluginsService;

/**
 * Runs one node until its standard input ends, so that it never outlives whoever started it.
 * Arguments: its home, the folder of modules, and settings as name=value.
 */
public final class OneNode {
  private record Module(String folder, String plugin) {}

  private static final Module NETWORK =
      new Module("netty4", "org.elasticsearch.transport.netty4.Netty4Plugin");
  private static final Module XPACK =
      new Module("xpack", "org.elasticsearch.xpack.core.XPackPlugin");
  private static final List<Module> EXTENDING =
      List.of(
          new Module("security", "org.elasticsearch.xpack.security.Security"),
          new Module("esql", "org.elasticsearch.xpack.esql.plugin.EsqlPlugin"));

  private static final List<Class<? extends Plugin>> STAND_INS =
      List.of(standin.FieldTypes.class, standin.Analyzers.class, standin.Info.class);

  private static ClassLoader loaderOf(Path modules, Module module, ClassLoader parent)
      throws IOException {
    List<URL> urls = new ArrayList<>();
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(modules.resolve(module.folder()), "*.jar")) {
      for (Path jar : jars) urls.add(jar.toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), parent);
  }

  private static Class<? extends Plugin> pluginOf(Module module, ClassLoader loader)
      throws ClassNotFoundException {
    return Class.forName(module.plugin(), true, loader).asSubclass(Plugin.class);
  }

  private static List<Class<? extends Plugin>> plugins(Path modules) throws Exception {
    ClassLoader server = OneNode.class.getClassLoader();
    ClassLoader network = loaderOf(modules, NETWORK, server);
    ClassLoader xpack = loaderOf(modules, XPACK, new SharedClasses(server, network));
    List<Class<? extends Plugin>> all = new ArrayList<>(STAND_INS);
    all.add(pluginOf(NETWORK, network));
    all.add(pluginOf(XPACK, xpack));
    for (Module module : EXTENDING) {
      ClassLoader parent = new SharedClasses(server, xpack, network, new AbsentTypes(server));
      all.add(pluginOf(module, loaderOf(modules, module, parent)));
    }
    return all;
  }

  private static Environment environment(String[] args) {
    Settings.Builder settings = Settings.builder().put("path.home", args[0]);
    for (int i = 2; i < args.length; i++) {
      String[] pair = args[i].split("=", 2);
      settings.put(pair[0], pair[1]);
    }
    Path config = Path.of(args[0], "config");
    return InternalSettingsPreparer.prepareEnvironment(
        settings.build(), Map.of(), config, () -> "node");
  }

  public static void main(String[] args) throws Exception {
    LogConfigurator.loadLog4jPlugins();
    LogConfigurator.configureESLogging();
    List<Class<? extends Plugin>> plugins = plugins(Path.of(args[1]));
    PluginsLoader none = PluginsLoader.createPluginsLoader(Set.of(), Set.of(), Map.of(), false);
    NodeServiceProvider services =
        new NodeServiceProvider() {
          @Override
          PluginsService newPluginService(Environment environment, PluginsLoader loader) {
            return new GivenPlugins(environment, loader, plugins);
          }
        };
    Node node =
        new Node(NodeConstruction.prepareConstruction(environment(args), none, services, true));
    node.start();
    System.out.println("STARTED");
    while (System.in.read() != -1) {
      // Whatever is sent is of no interest: only its end is.
    }
    node.close();
    System.exit(0);
  }
}
