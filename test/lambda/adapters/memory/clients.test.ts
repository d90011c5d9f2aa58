import { memoryClientStore } from "../../../../lambda/adapters/memory/clients";
import { clientStoreContract } from "../../../support/client-store-contract";

clientStoreContract("memory", memoryClientStore);
